import fc from 'fast-check';
import { MemoryWindows } from './memory-windows.js';

function clockAt(start: number) {
  const clock = { time: start, now: () => clock.time, monotonic: () => clock.time };
  return clock;
}

describe('calls counted in memory', () => {
  it('in no 60 seconds are there more than the limit, and what is told to wait passes then', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 15_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), steps, (limit, steps) => {
        const clock = clockAt(0);
        const windows = new MemoryWindows(clock);
        const passed: number[] = [];
        for (const step of steps) {
          clock.time += step;
          const wait = windows.take('x', limit);
          clock.time += wait;
          if (wait > 0) expect(windows.take('x', limit)).toBe(0);
          passed.push(clock.time);
        }
        for (const [index, at] of passed.entries()) {
          const before = passed[index - limit];
          if (before !== undefined) expect(at - before).toBeGreaterThanOrEqual(60_000);
        }
      }),
    );
  });

  it('never keep more keys than they may; a new one waits until an old one is idle', () => {
    const clock = clockAt(0);
    const windows = new MemoryWindows(clock, 3);
    for (const key of ['a', 'b', 'c']) expect(windows.take(key, 1)).toBe(0);
    expect(windows.take('d', 1)).toBeGreaterThan(0);
    windows.note('d');
    expect(windows.size).toBe(3);
    clock.time += 61_000;
    expect(windows.take('d', 1)).toBe(0);
    expect(windows.size).toBe(1);
  });

  it('count what somebody else let pass', () => {
    const windows = new MemoryWindows(clockAt(0));
    windows.note('a');
    expect(windows.take('a', 1)).toBeGreaterThan(0);
  });
});
