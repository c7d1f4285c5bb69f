import { jest } from '@jest/globals';
import { Patience } from './patience.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

async function* parts(count: number, betweenMs: number) {
  for (let nth = 0; nth < count; nth += 1) {
    jest.advanceTimersByTime(betweenMs);
    yield Buffer.of(nth);
  }
}

it('lets the reader of a download take as long as it wants', async () => {
  const patience = new Patience(1_000, undefined);
  for await (const part of patience.through(parts(3, 900))) {
    jest.advanceTimersByTime(5_000);
    expect(patience.signal.aborted).toBe(false);
    expect(part).toHaveLength(1);
  }
  jest.advanceTimersByTime(5_000);
  expect(patience.signal.aborted).toBe(false);
});

it('gives up a backend that sends nothing for too long between two parts', async () => {
  const patience = new Patience(1_000, undefined);
  for await (const part of patience.through(parts(2, 1_001))) expect(part).toHaveLength(1);
  expect(patience.signal.aborted).toBe(true);
  expect(patience.errorOf(new Error('aborted'))).toMatchObject({ code: 'backend_timeout' });
});
