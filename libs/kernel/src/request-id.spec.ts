import { requestIdFrom } from './request-id.js';

describe('requestIdFrom', () => {
  it.each(['req-1', 'a', 'A.b_c:d-9', 'x'.repeat(128)])('keeps the well-formed id %s', (id) => {
    expect(requestIdFrom(id)).toBe(id);
  });

  it.each([undefined, '', 'has space', 'line\nbreak', 'ä', 'x'.repeat(129), ['a', 'b']])(
    'mints an id in place of %j',
    (given) => {
      expect(requestIdFrom(given)).toMatch(/^req-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
    },
  );

  it('never mints the same id twice', () => {
    const ids = new Set(Array.from({ length: 1000 }, () => requestIdFrom(undefined)));
    expect(ids.size).toBe(1000);
  });
});
