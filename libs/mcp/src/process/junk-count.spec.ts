import { JunkCount } from './junk-count.js';

it('junk is counted always, and spoken of at first and then once a minute', () => {
  let now = 5;
  const junk = new JunkCount({ now: () => 0, monotonic: () => now });
  const spoken = [0, 1, 59_999, 60_000, 60_001, 130_000].map((at) => {
    now = 5 + at;
    return junk.add();
  });
  expect(spoken).toEqual([true, false, false, true, false, true]);
  expect(junk.total).toBe(6);
});
