import { followed, frozen, isAtEnd, readingAfter, type Reading } from './follow.js';
import type { LogLine } from './log-ring.js';

const lines = (...seqs: number[]): LogLine[] =>
  seqs.map((seq) => ({ seq, at: 0, kind: 'stdout', container: 'c', text: `${seq}` }));
const start: Reading = followed(() => lines(1, 2));

describe('a reader of a log', () => {
  it('at the end sees what comes', () => {
    const { lines: shown } = readingAfter(start, () => lines(1, 2, 3), 1);
    expect(shown).toHaveLength(3);
  });

  it('who scrolled up keeps the lines that are read, and sees how many came', () => {
    let reading = frozen(start);
    reading = readingAfter(reading, () => lines(3, 4), 2);
    reading = readingAfter(reading, () => lines(5, 6), 2);
    expect(reading).toEqual({ isFollowing: false, lines: lines(1, 2), missed: 4 });
  });

  it('who goes back to the end sees the newest', () => {
    expect(followed(() => lines(7))).toEqual({ isFollowing: true, lines: lines(7), missed: 0 });
  });
});

it.each([
  [876, true],
  [900, true],
  [875, false],
])('scrolled to %i of 900 is at the end: %p', (scrollTop, atEnd) => {
  expect(isAtEnd({ scrollTop, clientHeight: 100, scrollHeight: 1_000 })).toBe(atEnd);
});
