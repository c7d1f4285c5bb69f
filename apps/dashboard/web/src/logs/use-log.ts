import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { followed, frozen, readingAfter, type Reading } from './follow.js';
import { lineFilter, LogRing } from './log-ring.js';
import { followLog, type LogState } from './log-stream.js';

export interface LogFilter {
  readonly text: string;
  readonly stream: 'all' | 'stderr';
}

type Action = (reading: Reading) => Reading;

const TAIL = 500;

/** useLog follows a service's log into a ring, and hands its reader what is new once a frame. */
export function useLog(node: string, service: string, { text, stream }: LogFilter) {
  const ring = useMemo(() => new LogRing(), []);
  const [state, setState] = useState<LogState>({ state: 'connecting' });
  const [reading, change] = useReducer((now: Reading, action: Action) => action(now), {
    isFollowing: true,
    lines: [],
    missed: 0,
  });
  const seen = useRef(0);

  useEffect(() => {
    const leave = new AbortController();
    let frame = 0;
    const flush = () => {
      frame = 0;
      const added = ring.added - seen.current;
      seen.current = ring.added;
      change((now) => readingAfter(now, () => ring.matches(), added));
    };
    ring.clear();
    change(() => followed(() => []));
    const line = (given: Parameters<LogRing['add']>[0]) => {
      ring.add(given);
      // A hidden tab has no frames: it goes on collecting, and shows all of it once when it is back.
      if (frame === 0) frame = requestAnimationFrame(flush);
    };
    void followLog({ node, service, tail: TAIL }, { line, state: setState }, leave.signal);
    return () => {
      leave.abort();
      cancelAnimationFrame(frame);
    };
  }, [node, service, ring]);

  useEffect(() => {
    ring.filter(lineFilter(text, stream));
    change(() => followed(() => ring.matches()));
  }, [ring, text, stream]);

  const follow = useCallback(() => change(() => followed(() => ring.matches())), [ring]);
  const freeze = useCallback(() => change(frozen), []);
  return { ring, reading, state, follow, freeze };
}
