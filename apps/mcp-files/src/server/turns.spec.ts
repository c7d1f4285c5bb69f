import { Turns } from './turns.js';

const never = new AbortController().signal;

it('lets four work at a time, and the others in their order', async () => {
  const turns = new Turns();
  const order: number[] = [];
  const ends: (() => void)[] = [];
  const calls = Array.from({ length: 6 }, (_, index) =>
    turns.take(never, () => {
      order.push(index);
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  expect(order).toEqual([0, 1, 2, 3]);
  ends[2]?.();
  await calls[2];
  expect(order).toEqual([0, 1, 2, 3, 4]);
  const seventh = turns.take(never, () => Promise.resolve(order.push(6)));
  expect(order).toEqual([0, 1, 2, 3, 4]);
  ends[0]?.();
  await calls[0];
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  ends[1]?.();
  await seventh;
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('goes on after calls that fail, and without those that give up waiting', async () => {
  const turns = new Turns();
  const held: (() => void)[] = [];
  const four = Array.from({ length: 4 }, () =>
    turns.take(never, () => new Promise<void>((end) => held.push(end))),
  );
  const leave = new AbortController();
  const left = turns.take(leave.signal, () => Promise.resolve('never'));
  const last = turns.take(never, () => Promise.reject(new Error('failed')));
  leave.abort(new Error('cancelled'));
  await expect(left).rejects.toThrow('cancelled');
  for (const end of held) end();
  await Promise.all(four);
  await expect(last).rejects.toThrow('failed');
  await expect(turns.take(never, () => Promise.resolve('works'))).resolves.toBe('works');
});

it('lets only so many wait', async () => {
  const turns = new Turns();
  const forever = () => new Promise<void>(() => undefined);
  for (let call = 0; call < 68; call++) void turns.take(never, forever);
  await expect(turns.take(never, forever)).rejects.toThrow('too many others are waiting');
});
