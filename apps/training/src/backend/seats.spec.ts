import { setImmediate as turn } from 'node:timers/promises';
import { Seats } from './seats.js';

/** Work that ends when it is told to. */
function piece() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let began = false;
  const work = () => {
    began = true;
    return promise;
  };
  return { work, end: resolve, fail: reject, hasBegun: () => began };
}

describe('seats', () => {
  it('are given in order: who comes late waits until somebody leaves, whether well or not', async () => {
    const seats = new Seats(2);
    const [one, two, three, four] = [piece(), piece(), piece(), piece()];
    const taken = [one, two, three, four].map(({ work }) => seats.take(work));
    await turn();
    expect([one, two, three, four].map(({ hasBegun }) => hasBegun())).toEqual([true, true, false, false]);
    two.fail(new Error('broken'));
    await expect(taken[1]).rejects.toThrow('broken');
    await turn();
    expect([three.hasBegun(), four.hasBegun()]).toEqual([true, false]);
    for (const each of [one, three, four]) each.end('done');
    await expect(Promise.all([taken[0], taken[2], taken[3]])).resolves.toEqual(['done', 'done', 'done']);
  });

  it('are not kept for those who gave up waiting', async () => {
    const seats = new Seats(1);
    const [one, two, three] = [piece(), piece(), piece()];
    const gone = new AbortController();
    const first = seats.take(one.work);
    const second = seats.take(two.work, gone.signal);
    const third = seats.take(three.work);
    gone.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    one.end('done');
    three.end('done');
    await expect(Promise.all([first, third])).resolves.toEqual(['done', 'done']);
    expect(two.hasBegun()).toBe(false);
  });

  it('are not lost when somebody gives up in the moment in which the turn comes', async () => {
    const seats = new Seats(1);
    const [one, three] = [piece(), piece()];
    const gone = new AbortController();
    const first = seats.take(one.work);
    const second = seats.take(() => Promise.resolve('two'), gone.signal);
    one.end('done');
    gone.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    await first;
    three.end('done');
    await expect(seats.take(three.work)).resolves.toBe('done');
  });
});
