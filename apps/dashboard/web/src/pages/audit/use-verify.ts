import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import type { EventRange } from './chain-knowledge.js';
import { verification } from './verification.js';

/**
 * useVerify is the verification of this tab, which goes on while its viewer is elsewhere, and can be stopped. With `from`
 * and `to` only one of just these events is shown; `isBusy` tells of one of others.
 */
export function useVerify({ from, to }: Partial<EventRange> = {}) {
  const subscribe = useCallback(
    (listener: () => void) => verification.subscribe(listener, { from, to }),
    [from, to],
  );
  const all = useSyncExternalStore(subscribe, verification.get);
  const client = useQueryClient();
  const verify = useCallback((range: EventRange) => verification.start(range, client), [client]);
  const isMine =
    all.phase === 'idle' || from === undefined || (all.range.from === from && all.range.to === to);
  const state = isMine ? all : ({ phase: 'idle' } as const);
  return { state, isBusy: !isMine && all.phase === 'running', verify, stop: verification.stop };
}
