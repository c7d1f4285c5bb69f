import { KeyedQueue } from './keyed-queue.js';

const never = new AbortController().signal;

describe('a queue by key', () => {
  it('does work of one key in its order, also after work that failed, and of others at once', async () => {
    const queue = new KeyedQueue(10);
    const first = Promise.withResolvers<void>();
    const order: string[] = [];
    const work = (name: string, until?: Promise<void>) => async () => {
      order.push(`${name} begins`);
      await until;
      order.push(`${name} ends`);
    };
    const failing = () => Promise.reject(new Error('failed'));
    const all = [queue.run('a', work('one', first.promise), never)];
    const failed = queue.run('a', failing, never);
    all.push(queue.run('a', work('two'), never));
    await queue.run('b', work('other'), never);
    first.resolve();
    await expect(failed).rejects.toThrow('failed');
    await Promise.all(all);
    expect(order).toEqual(['one begins', 'other begins', 'other ends', 'one ends', 'two begins', 'two ends']);
  });

  it('lets one who waits go, and the next still waits for the one who works', async () => {
    const queue = new KeyedQueue(10);
    const first = Promise.withResolvers<string>();
    const leaving = new AbortController();
    const done: string[] = [];
    const one = queue.run('a', async () => done.push(await first.promise), never);
    const two = queue.run('a', async () => done.push('two'), leaving.signal);
    const three = queue.run('a', async () => done.push('three'), never);
    leaving.abort(new Error('no longer wanted'));
    await expect(two).rejects.toThrow('no longer wanted');
    const late = queue.run('a', async () => done.push('late'), never);
    first.resolve('one');
    await Promise.all([one, three, late]);
    expect(done).toEqual(['one', 'three', 'late']);
  });

  it('refuses when too many wait', async () => {
    const queue = new KeyedQueue(1);
    const first = Promise.withResolvers<void>();
    const one = queue.run('a', () => first.promise, never);
    await expect(queue.run('a', async () => undefined, never)).rejects.toMatchObject({
      code: 'routing_busy',
    });
    first.resolve();
    await one;
    await expect(queue.run('a', async () => 'again', never)).resolves.toBe('again');
  });
});
