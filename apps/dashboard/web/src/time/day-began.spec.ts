import { dayBegan } from './day-began.js';

it('a day begins at midnight of the clock that is shown', () => {
  const now = Date.parse('2026-11-22T02:30:00.500Z');
  expect(dayBegan(now, 'utc')).toBe('2026-11-22T00:00:00.000Z');
  const local = new Date(dayBegan(now, 'local'));
  expect([local.getHours(), local.getMinutes(), local.getSeconds()]).toEqual([0, 0, 0]);
  expect(now - local.getTime()).toBeLessThan(86_400_000);
});
