import { jest } from '@jest/globals';
import { MovingClock } from '../fixtures/moving-clock.js';
import type { LiveState } from './live-state.js';
import { POLL_MS, Watch } from './watch.js';

function setup(states: (() => LiveState | Promise<LiveState>)[] = []) {
  const clock = new MovingClock();
  const failures: unknown[] = [];
  const read = jest.fn(async () => (states.shift() ?? (() => ({})))());
  const watch = new Watch({ read }, (failure) => failures.push(failure), clock);
  const pass = async (ms: number) => {
    clock.pass(ms);
    await jest.advanceTimersByTimeAsync(ms);
  };
  return { clock, failures, read, watch, pass };
}

describe('a watch', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('looks every five seconds while anybody reads, once for all of them, and not a moment longer', async () => {
    const { watch, read, pass } = setup();
    const [first, second] = [new AbortController(), new AbortController()];
    const readers = [watch.follow(undefined, first.signal), watch.follow(undefined, second.signal)];
    for (const reader of readers) await reader.next();
    await pass(2 * POLL_MS);
    expect(read).toHaveBeenCalledTimes(3);
    await readers[0]?.return(undefined);
    await pass(POLL_MS);
    expect(read).toHaveBeenCalledTimes(4);
    await readers[1]?.return(undefined);
    await pass(10 * POLL_MS);
    expect(read).toHaveBeenCalledTimes(4);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not begin a look while another one lasts', async () => {
    const slow = Promise.withResolvers<LiveState>();
    const { watch, read, pass } = setup([() => slow.promise]);
    const reader = watch.follow(undefined, new AbortController().signal);
    await reader.next();
    await pass(4 * POLL_MS);
    expect(read).toHaveBeenCalledTimes(1);
    slow.resolve({});
    await pass(POLL_MS);
    expect(read).toHaveBeenCalledTimes(2);
    await reader.return(undefined);
  });

  it('goes on after a look that failed unexpectedly', async () => {
    const broken = () => Promise.reject(new Error('unforeseen'));
    const { watch, failures, pass } = setup([broken, () => ({ jobs: { jobs: [] } })]);
    const reader = watch.follow(undefined, new AbortController().signal);
    await reader.next();
    const next = reader.next();
    await pass(POLL_MS);
    expect(failures).toEqual([new Error('unforeseen')]);
    expect((await next).value).toMatchObject({ event: 'jobs' });
    await reader.return(undefined);
  });

  it('shows what it knows with its age, and looks anew when that is older than five seconds', async () => {
    const { watch, read, clock } = setup([() => ({ jobs: { jobs: [] } })]);
    clock.pass(POLL_MS);
    await watch.overview();
    clock.pass(POLL_MS - 1);
    expect((await watch.overview()).kinds.jobs).toMatchObject({ age_ms: POLL_MS - 1 });
    expect(read).toHaveBeenCalledTimes(1);
    clock.pass(1);
    expect((await watch.overview()).kinds.jobs).toMatchObject({ age_ms: POLL_MS });
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('remembers the rates of an hour', async () => {
    const { watch, clock, read } = setup();
    const rates = { requests_per_sec: 1, tokens_per_sec: 2, in_flight: 0, window_sec: 5, models: [] };
    read.mockImplementation(async () => ({ gateway: rates }));
    for (let looks = 0; looks < 750; looks++) {
      clock.pass(POLL_MS);
      await watch.overview();
    }
    const { history } = await watch.overview();
    expect(history).toHaveLength(720);
    expect(Date.parse(history.at(-1)?.at ?? '') - Date.parse(history[0]?.at ?? '')).toBe(719 * POLL_MS);
  });
});
