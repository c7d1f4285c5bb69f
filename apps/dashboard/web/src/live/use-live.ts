import { useEffect, useSyncExternalStore } from 'react';
import type { Link } from './link.js';
import { live, type Kind } from './live-store.js';

/** useLink is how the page's stream is doing. */
export function useLink(): Link {
  return useSyncExternalStore(live.subscribe, live.getLink);
}

/** useLive calls the listener (which must be stable) with the data of each event of a kind. */
export function useLive(kind: Kind, listener: (data: unknown) => void): void {
  useEffect(() => live.on(kind, listener), [kind, listener]);
}

/** While the stream is away, pages ask now and then; never faster than every 5 s. */
const WITHOUT_LINK_MS = 15_000;

/** useRefetchInterval is a query's `refetchInterval`: none while the stream tells news. */
export function useRefetchInterval(): number | false {
  return useLink().state === 'live' ? false : WITHOUT_LINK_MS;
}
