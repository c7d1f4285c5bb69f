import { momentOf } from './moment-of.js';

it('the id of a job tells when it was made, and another id nothing', () => {
  const at = Date.UTC(2026, 10, 21, 14, 2, 11);
  const hex = at.toString(16).padStart(12, '0');
  expect(momentOf(`${hex.slice(0, 8)}-${hex.slice(8)}-7abc-8def-0123456789ab`)).toBe(at);
  expect(momentOf('0189aaaa-bbbb-4ccc-8ddd-0123456789ab')).toBeUndefined();
  expect(momentOf('../audit')).toBeUndefined();
});
