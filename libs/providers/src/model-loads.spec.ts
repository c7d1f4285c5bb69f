import { DomainError } from '@app/kernel';
import { ModelLoads } from './model-loads.js';

let time = 0;
let loads: ModelLoads;

beforeEach(() => {
  time = 1_000;
  loads = new ModelLoads({ now: () => time, monotonic: () => time });
});

const after = (ms: number) => async () => void (time += ms);
const failing = (code: string) => () =>
  Promise.reject(new DomainError(code, 'The upstream "ollama" ran out of memory.'));

it('of a model that was never loaded, nothing is known', () => {
  expect(loads.of('m')).toEqual({ since: undefined, took: [], failure: undefined });
});

it('the last five are kept, the oldest first, each model its own', async () => {
  for (const ms of [10, 20, 30, 40, 50, 60]) await loads.timed('m', after(ms));
  await loads.timed('other', after(5));
  expect(loads.of('m').took).toEqual([20, 30, 40, 50, 60]);
  expect(loads.of('other').took).toEqual([5]);
});

it('two at the same time are one, from the begin of the first to the end of the last', async () => {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const one = loads.timed('m', () => first.promise);
  time += 100;
  const other = loads.timed('m', () => second.promise);
  expect(loads.of('m').since).toBe(1_000);
  first.resolve();
  await one;
  expect(loads.of('m')).toMatchObject({ since: 1_000, took: [] });
  time += 200;
  second.resolve();
  await other;
  expect(loads.of('m')).toMatchObject({ since: undefined, took: [300] });
});

it('one that failed says why until another succeeds, and its time counts for nothing', async () => {
  await expect(loads.timed('m', failing('upstream_failed'))).rejects.toMatchObject({
    code: 'upstream_failed',
  });
  expect(loads.of('m')).toEqual({
    since: undefined,
    took: [],
    failure: { at: 1_000, message: 'The upstream "ollama" ran out of memory.' },
  });
  await loads.timed('m', after(10));
  expect(loads.of('m').failure).toBeUndefined();
});

it.each(['shutting_down', 'client_closed_request'])('one that ended with %s has not failed', async (code) => {
  await expect(loads.timed('m', failing(code))).rejects.toMatchObject({ code });
  expect(loads.of('m')).toMatchObject({ since: undefined, failure: undefined });
});

it('the model loaded longest ago makes room', async () => {
  for (let at = 0; at < 300; at++) {
    await loads.timed(`model-${at}`, after(1));
    await loads.timed('often', after(2));
  }
  expect(loads.of('model-0').took).toEqual([]);
  expect(loads.of('model-299').took).toEqual([1]);
  expect(loads.of('often').took).toHaveLength(5);
});
