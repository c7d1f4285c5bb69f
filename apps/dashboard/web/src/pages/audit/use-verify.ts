import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { verifyAudit, type Verification } from '../../api/audit.js';
import { asProblem, type Problem } from '../../api/problem.js';

export interface EventRange {
  readonly from: number;
  readonly to: number;
}

export type VerifyState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly range: EventRange; readonly through: number }
  | { readonly phase: 'done'; readonly range: EventRange; readonly found: Verification }
  | { readonly phase: 'failed'; readonly problem: Problem };

/** useVerify verifies a range of the chain, part after part, and can be stopped in between. */
export function useVerify() {
  const [state, setState] = useState<VerifyState>({ phase: 'idle' });
  const running = useRef<AbortController>(undefined);
  const client = useQueryClient();
  useEffect(() => () => running.current?.abort(), []);
  const verify = useCallback(
    async (range: EventRange) => {
      running.current?.abort();
      const leave = new AbortController();
      running.current = leave;
      try {
        const found = await throughAll(range, leave.signal, (through) =>
          setState({ phase: 'running', range, through }),
        );
        setState({ phase: 'done', range, found });
      } catch (error) {
        setState(leave.signal.aborted ? { phase: 'idle' } : { phase: 'failed', problem: asProblem(error) });
      }
      if (!leave.signal.aborted) void client.invalidateQueries({ queryKey: ['audit', 'verified'] });
    },
    [client],
  );
  const stop = useCallback(() => {
    running.current?.abort();
    setState({ phase: 'idle' });
  }, []);
  return { state, verify, stop };
}

/** The server does a part of a long range in one request, and says up to where. */
async function throughAll(
  { from, to }: EventRange,
  signal: AbortSignal,
  onPart: (through: number) => void,
): Promise<Verification> {
  let begin = from;
  for (;;) {
    onPart(begin - 1);
    const found = await verifyAudit({ from: begin, to }, signal);
    if (!found.ok || found.complete) return found;
    begin = found.to + 1;
  }
}
