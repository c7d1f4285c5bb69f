import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { followed, frozen, readingAfter, type Reading } from './follow.js';
import type { LogFeed } from './log-feed.js';
import { lineFilter, LogRing, type LinesShown } from './log-ring.js';
import type { LogState } from './log-stream.js';

export interface LogFilter {
  readonly text: string;
  readonly shown: LinesShown;
}

type Action = (reading: Reading) => Reading;

/** useLog follows a log into a ring, and hands its reader what is new once a frame. */
export function useLog(feed: LogFeed, { text, shown }: LogFilter) {
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
    void feed.follow({ line, state: setState }, leave.signal);
    return () => {
      leave.abort();
      cancelAnimationFrame(frame);
    };
  }, [feed, ring]);

  useEffect(() => {
    ring.filter(lineFilter(text, shown));
    change(() => followed(() => ring.matches()));
  }, [ring, text, shown]);

  const follow = useCallback(() => change(() => followed(() => ring.matches())), [ring]);
  const freeze = useCallback(() => change(frozen), []);
  return { ring, reading, state, follow, freeze };
}
