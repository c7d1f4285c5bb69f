import { FixedWindows } from './fixed-windows.js';

function windowsAt(limits = { windowSeconds: 60, maxRequests: 2 }) {
  const clock = { now: 0, monotonic: () => clock.now };
  return { clock, windows: new FixedWindows(limits, clock) };
}

describe('windows of requests', () => {
  it('let each client have its own count, and begin anew when they are over', () => {
    const { clock, windows } = windowsAt();
    expect([windows.take('a'), windows.take('a'), windows.take('a')]).toEqual([undefined, undefined, 60]);
    expect(windows.take('b')).toBeUndefined();
    clock.now = 59_500;
    expect(windows.take('a')).toBe(1);
    clock.now = 60_000;
    expect(windows.take('a')).toBeUndefined();
  });

  it('stay few, however many clients there are', () => {
    const { windows } = windowsAt();
    for (let client = 0; client < 5_000; client += 1) windows.take(`client-${client}`);
    expect(windows.size).toBeLessThanOrEqual(1_024);
  });

  it('forget those that are over before one that counts', () => {
    const { clock, windows } = windowsAt({ windowSeconds: 60, maxRequests: 1 });
    for (let client = 0; client < 1_000; client += 1) windows.take(`old-${client}`);
    clock.now = 60_000;
    windows.take('a');
    for (let client = 0; client < 100; client += 1) windows.take(`new-${client}`);
    expect(windows.take('a')).toBe(60);
  });
});
