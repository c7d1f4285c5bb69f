import {
  bytes,
  clockTime,
  counted,
  duration,
  fullTime,
  percent,
  shortDigest,
  shownTime,
  wholeTime,
} from './format.js';

const AT = Date.UTC(2026, 10, 20, 14, 7, 31);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a moment', () => {
  it('in UTC says that it is', () => {
    expect(clockTime(AT, 'utc')).toBe('14:07:31 UTC');
    expect(fullTime(AT, 'utc')).toBe('2026-11-20 14:07:31 UTC');
  });

  it.each([
    [0, 'just now'],
    [999, 'just now'],
    [185_000, '3 min ago'],
    [12_400, '12 s ago'],
    [59 * MINUTE, '59 min ago'],
    [-30_000, 'in 30 s'],
    [2 * HOUR, '14:07:31 UTC'],
    [26 * HOUR, '2026-11-20 14:07:31 UTC'],
  ])('%i ms old is shown as %j', (age, shown) => {
    expect(shownTime(AT, AT + age, 'utc')).toBe(shown);
  });

  it('at midnight is hour zero, not 24', () => {
    expect(clockTime(Date.UTC(2026, 0, 1), 'utc')).toBe('00:00:00 UTC');
  });
});

it.each([
  [0, '0 s'],
  [480.7, '480 ms'],
  [12_999, '12 s'],
  [185_000, '3 min 5 s'],
  [180_000, '3 min'],
  [2 * HOUR + 14 * MINUTE, '2 h 14 min'],
  [76 * HOUR, '3 d 4 h'],
])('a length of %d ms is %j', (ms, shown) => {
  expect(duration(ms)).toBe(shown);
});

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [25_125_000_000, '23.4 GiB'],
  [200 * 1024 * 1024, '200 MiB'],
])('%d bytes are %j', (count, shown) => {
  expect(bytes(count)).toBe(shown);
});

it.each([
  [0, '0 %'],
  [0.31, '0.3 %'],
  [42.4, '42 %'],
])('%d of a hundred is %j', (value, shown) => {
  expect(percent(value)).toBe(shown);
});

it('one is not many', () => {
  expect([counted(1, 'service'), counted(0, 'service'), counted(2140, 'match', 'matches')]).toEqual([
    '1 service',
    '0 services',
    '2,140 matches',
  ]);
});

it('a digest is shown by what tells it apart', () => {
  expect(shortDigest('images.example/a@sha256:0123456789abcdef')).toBe('0123456789ab');
});

it('a moment that is hovered says how long ago it was, and when, in UTC as well', () => {
  const at = Date.parse('2026-11-21T12:00:00Z');
  expect(wholeTime(at, at + 8_040_000, 'utc')).toBe('2 h 14 min ago · 2026-11-21 12:00:00 UTC');
  expect(wholeTime(at, at, 'local').split(' · ')).toHaveLength(3);
});
