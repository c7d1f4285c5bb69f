import { jest } from '@jest/globals';
import fc from 'fast-check';
import { type Dated, deadlinesOf } from './deadlines.js';

class Call implements Dated {
  readonly dueAt: number;
  place = -1;
  expired = 0;

  constructor(limit: number) {
    this.dueAt = performance.now() + limit;
  }

  expire(): void {
    this.expired += 1;
  }
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.advanceTimersByTime(5_000);
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

it.each([20, 200, 10_000])('what is not over after %d ms expires once, a twentieth late at most', (limit) => {
  const call = new Call(limit);
  deadlinesOf(limit).add(call);
  jest.advanceTimersByTime(limit - 1);
  expect(call.expired).toBe(0);
  jest.advanceTimersByTime(1 + Math.max(limit / 20, 5));
  expect(call.expired).toBe(1);
  jest.advanceTimersByTime(2 * limit);
  expect(call.expired).toBe(1);
});

it('of many calls exactly those expire that were not over, whatever the order of their ends', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }), (ends) => {
      const deadlines = deadlinesOf(400);
      const calls = Array.from({ length: 20 }, () => new Call(400));
      for (const call of calls) deadlines.add(call);
      const over = ends.map((n) => calls[n]).filter((call) => call !== undefined);
      for (const call of over) deadlines.remove(call);
      jest.advanceTimersByTime(500);
      for (const call of calls) expect(call.expired).toBe(over.includes(call) ? 0 : 1);
    }),
    { numRuns: 50 },
  );
});

it('a call that comes after a pause is looked at as well', () => {
  for (const round of [1, 2]) {
    const call = new Call(100);
    deadlinesOf(100).add(call);
    jest.advanceTimersByTime(1_000 * round);
    expect(call.expired).toBe(1);
  }
});

it('a call may end within the expiry of another', () => {
  const later = new Call(100);
  const first = new Call(100);
  first.expire = () => deadlinesOf(100).remove(later);
  deadlinesOf(100).add(first);
  deadlinesOf(100).add(later);
  jest.advanceTimersByTime(300);
  expect(later.expired).toBe(0);
});
