import type { Query, QueryClient } from '@tanstack/react-query';
import type { Kind } from './live-store.js';

/** Queries that depend on a kind are read again at most so often, however many events there are. */
const REFRESH_MS = 1_000;
/** What was read so shortly before is as new as the states that the stream begins with: those are no news. */
const YOUNG_MS = 5_000;

/**
 * intoQueries returns what takes the stream's news in: the data becomes that of the query `[kind]`, and queries whose key
 * begins with the kind and goes on are read again. The first of a kind is its state when the page was opened: only what
 * was read long before is read again then.
 */
export function intoQueries(client: QueryClient): (kind: Kind, data: unknown, at: number) => void {
  const resting = new Map<Kind, { again: boolean }>();
  const begun = new Set<Kind>();
  const refresh = (kind: Kind): void => {
    const rest = resting.get(kind);
    if (rest) {
      rest.again = true;
      return;
    }
    const entry = { again: false };
    resting.set(kind, entry);
    void client.invalidateQueries(
      { queryKey: [kind], predicate: ({ queryKey }) => queryKey.length > 1 },
      { cancelRefetch: false },
    );
    setTimeout(() => {
      resting.delete(kind);
      if (entry.again) refresh(kind);
    }, REFRESH_MS);
  };
  return (kind, data, at) => {
    client.setQueryData([kind], data, { updatedAt: at });
    if (begun.has(kind)) return refresh(kind);
    begun.add(kind);
    void client.invalidateQueries({ queryKey: [kind], predicate: isOld }, { cancelRefetch: false });
  };
}

function isOld({ queryKey, state }: Query): boolean {
  const isBeingRead = state.fetchStatus === 'fetching';
  return queryKey.length > 1 && !isBeingRead && Date.now() - state.dataUpdatedAt > YOUNG_MS;
}
