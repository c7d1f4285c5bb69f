import { atOnce } from './at-once.js';

it('does so many at a time, and keeps the order', async () => {
  let running = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return item * 2;
  };
  await expect(atOnce([1, 2, 3, 4, 5], 2, work)).resolves.toEqual([2, 4, 6, 8, 10]);
  expect(most).toBe(2);
});

it('begins nothing more after a failure', async () => {
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    throw new Error('broken');
  };
  await expect(atOnce([1, 2, 3, 4], 1, work)).rejects.toThrow('broken');
  expect(begun).toEqual([1]);
});
