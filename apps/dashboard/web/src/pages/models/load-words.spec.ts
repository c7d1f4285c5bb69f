import { loadPercent, loadText } from './load-words.js';

const SINCE = '2026-11-20T14:00:00.000Z';
const after = (seconds: number) => Date.parse(SINCE) + 1_000 * seconds;
const load = (expected_seconds: number | null, from_loads = 5) => ({
  since: SINCE,
  expected_seconds,
  from_loads,
});

it.each([
  [12.4, load(40), '12 of about 40 s, from the last 5 loads'],
  [12, load(40, 2), '12 of about 40 s, from the last 2 loads'],
  [0, load(40, 1), '0 of about 40 s, from the last load'],
  [12, load(90), '12 s of about 1 min 30 s, from the last 5 loads'],
  [75, load(90), '1 min 15 s of about 1 min 30 s, from the last 5 loads'],
  [52, load(40), '52 s, usually about 40 s, from the last 5 loads'],
  [12, load(null, 0), '12 s'],
  [-30, load(40), '0 of about 40 s, from the last 5 loads'],
])('%d s into it, it says what is known', (seconds, of, text) => {
  expect(loadText(of, after(seconds))).toBe(text);
});

it('its bar grows with the time and never claims the whole', () => {
  const at = (seconds: number) => loadPercent(load(40), after(seconds));
  expect([at(-5), at(0), at(10), at(20)]).toEqual([0, 0, 25, 50]);
  expect([at(39), at(40), at(4_000)]).toEqual([95, 95, 95]);
});

it('it has no bar when no other load is known', () => {
  expect(loadPercent(load(null, 0), after(12))).toBeUndefined();
});
