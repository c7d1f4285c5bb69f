import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { EventRange } from './chain-knowledge.js';
import { verification } from './verification.js';

/** What another tab begins is seen by then. */
const FIND_EVERY_MS = 15_000;

/**
 * useVerify is the verification that ops runs, whoever began it, which can be stopped. With `from` and `to` only one of
 * just these events is shown; `isBusy` tells of one of others.
 */
export function useVerify({ from, to }: Partial<EventRange> = {}) {
  const subscribe = useCallback(
    (listener: () => void) => verification.subscribe(listener, { from, to }),
    [from, to],
  );
  const all = useSyncExternalStore(subscribe, verification.get);
  const client = useQueryClient();
  useEffect(() => {
    verification.find(client);
    const timer = setInterval(() => verification.find(client), FIND_EVERY_MS);
    return () => clearInterval(timer);
  }, [client]);
  const verify = useCallback((range: EventRange) => verification.start(range, client), [client]);
  const stop = useCallback(() => verification.stop(client), [client]);
  const isMine =
    all.phase === 'idle' || from === undefined || (all.range.from === from && all.range.to === to);
  const state = isMine ? all : ({ phase: 'idle' } as const);
  return { state, isBusy: !isMine && all.phase === 'running', verify, stop };
}
