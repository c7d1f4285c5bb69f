import type { LogLine } from './log-ring.js';

/**
 * What a reader of a log sees. Following, it is the newest lines. Once the reader scrolls up it is frozen as it was:
 * nothing that is being read moves, and what comes meanwhile is counted.
 */
export interface Reading {
  readonly isFollowing: boolean;
  readonly lines: readonly LogLine[];
  /** Lines that came since it was frozen. */
  readonly missed: number;
}

/** So near the end, in pixels, counts as at the end. */
const NEAR_PX = 24;

export function isAtEnd(scroller: {
  scrollTop: number;
  clientHeight: number;
  scrollHeight: number;
}): boolean {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= NEAR_PX;
}

/** readingAfter takes the newest lines in: shown while following, counted while not. */
export function readingAfter(reading: Reading, newest: () => readonly LogLine[], added: number): Reading {
  if (added === 0) return reading;
  if (reading.isFollowing) return { isFollowing: true, lines: newest(), missed: 0 };
  return { ...reading, missed: reading.missed + added };
}

/** followed is the reading once the reader wants the newest again. */
export function followed(newest: () => readonly LogLine[]): Reading {
  return { isFollowing: true, lines: newest(), missed: 0 };
}

export function frozen(reading: Reading): Reading {
  return reading.isFollowing ? { ...reading, isFollowing: false } : reading;
}
