import type { RunEvent } from '../loop/run-types.js';
import { RunOutlet } from './run-outlet.js';

const delta = (place: number) => ({
  place,
  event: { type: 'text.delta', step: 1, text: String(place) } as RunEvent,
});
const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0, estimated: false };
const end = { place: 9, event: { type: 'run.cancelled', steps: 0, usage } as RunEvent };

async function isDone(promise: Promise<unknown>): Promise<boolean> {
  const turn = new Promise((resolve) => setImmediate(() => resolve('pending')));
  return (await Promise.race([promise, turn])) !== 'pending';
}

describe('the outlet of a run', () => {
  it('lets the run go on only when the reader has taken its event', async () => {
    const outlet = new RunOutlet(new AbortController().signal);
    const told = outlet.tell(delta(1));
    expect(await isDone(told)).toBe(false);
    expect(await outlet.next()).toEqual({ done: false, value: delta(1) });
    expect(await isDone(told)).toBe(true);
  });

  it('gives events of calls that run side by side all, in their order', async () => {
    const outlet = new RunOutlet(new AbortController().signal);
    const told = Promise.all([outlet.tell(delta(1)), outlet.tell(delta(2)), outlet.tell(delta(3))]);
    const places = [];
    for (let n = 0; n < 3; n += 1) places.push((await outlet.next()).value?.place);
    expect(places).toEqual([1, 2, 3]);
    await told;
  });

  it('ends after the event that ends the run, and keeps the run waiting no more', async () => {
    const outlet = new RunOutlet(new AbortController().signal);
    await outlet.tell(end);
    expect(await outlet.next()).toEqual({ done: false, value: end });
    expect(await outlet.next()).toEqual({ done: true, value: undefined });
  });

  it('gives up on a reader that takes nothing, and tells the run', async () => {
    const outlet = new RunOutlet(new AbortController().signal, 10);
    await outlet.tell(delta(1));
    expect(outlet.signal.aborted).toBe(true);
    expect((await outlet.next()).done).toBe(true);
  });

  it('frees the run and the reader when the reader leaves', async () => {
    const leave = new AbortController();
    const outlet = new RunOutlet(leave.signal);
    const told = outlet.tell(delta(1));
    await outlet.next();
    const next = outlet.next();
    const stuck = new RunOutlet(leave.signal);
    const waiting = stuck.tell(delta(1));
    leave.abort();
    expect((await next).done).toBe(true);
    await Promise.all([told, waiting, outlet.tell(delta(2))]);
  });
});
