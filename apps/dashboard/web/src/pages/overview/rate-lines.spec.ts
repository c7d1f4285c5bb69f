import { extremes, rateLines } from './rate-lines.js';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const point = (secondsAgo: number, tokens_per_sec: number) => ({
  at: new Date(NOW - 1_000 * secondsAgo).toISOString(),
  tokens_per_sec,
  requests_per_sec: 1,
});

it('time in which nobody watched is a break in the line, and is not counted as known', () => {
  const lines = rateLines([point(100, 5), point(95, 7), point(10, 9), point(5, 9)], NOW);
  expect(lines.tokens).toEqual([5, 7, null, 9, 9]);
  expect(lines.knownMs).toBe(10_000);
});

it('what is older than an hour is left out', () => {
  expect(rateLines([point(3_700, 5), point(10, 9)], NOW).tokens).toEqual([9]);
});

it('the highest value has its time, and unknown ones do not count', () => {
  expect(extremes([1, 2, 3], [4, null, 8])).toEqual({ mean: 6, peak: { value: 8, at: 3 } });
  expect(extremes([], [])).toBeUndefined();
});
