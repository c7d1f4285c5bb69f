import { inputTime, rfcTime } from './zoned-input.js';

it.each(['utc', 'local'] as const)('a minute goes into a field and comes back the same, in %s', (zone) => {
  const at = '2026-07-01T10:30:00.000Z';
  expect(rfcTime(inputTime(at, zone), zone)).toBe(at);
});

it('an empty field and a text that is no time are nothing', () => {
  expect(rfcTime('', 'utc')).toBeUndefined();
  expect(inputTime('yesterday', 'utc')).toBe('');
});
