import { DomainError } from '@app/kernel';
import { everyOne } from './dependencies.js';
import { Readiness } from './readiness.js';

const there = { name: 'redis', check: () => Promise.resolve() };
const away = {
  name: 'worker',
  check: () => Promise.reject(new DomainError('worker_unreachable', 'the worker cannot be reached')),
};

describe('an app that needs several things', () => {
  it('is ready when each of them is there', async () => {
    expect(await everyOne([there])).toEqual({ ready: true, dependencies: [{ name: 'redis', ok: true }] });
  });

  it('is not when one is away, and says which and why', async () => {
    expect(await everyOne([there, away])).toEqual({
      ready: false,
      dependencies: [
        { name: 'redis', ok: true },
        { name: 'worker', ok: false, error: 'the worker cannot be reached' },
      ],
    });
  });

  it('is ready with one that is degraded, and says so', async () => {
    const full = { ...there, degraded: () => 'Redis uses 78 % of its memory' };
    expect(await everyOne([full])).toEqual({
      ready: true,
      dependencies: [{ name: 'redis', ok: true, degraded: 'Redis uses 78 % of its memory' }],
    });
    expect(await everyOne([{ ...there, degraded: () => undefined }])).toEqual(await everyOne([there]));
  });

  it('does not wait for ever for one that says nothing', async () => {
    const silent = {
      name: 'node gpu',
      check: (signal: AbortSignal) =>
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(new DomainError('call_cancelled', 'cancelled')));
        }),
    };
    const { dependencies } = await everyOne([silent]);
    expect(dependencies).toEqual([{ name: 'node gpu', ok: false, error: 'no answer within 2 s' }]);
  });

  it('passes on a failure that nobody foresaw: it is a mistake, and no dependency that is away', async () => {
    const broken = {
      name: 'redis',
      check: () => Promise.reject(new TypeError('undefined is not a function')),
    };
    await expect(everyOne([broken])).rejects.toThrow(TypeError);
  });
});

describe('readiness', () => {
  it('asks once for all who want to know within two seconds', async () => {
    let asked = 0;
    let now = 10_000;
    const ask = () => Promise.resolve({ ready: (asked += 1) > 0 });
    const readiness = new Readiness(ask, { now: () => now, monotonic: () => now });
    await Promise.all([readiness.report(), readiness.report()]);
    now += 1_999;
    await readiness.report();
    expect(asked).toBe(1);
    now += 1;
    await readiness.report();
    expect(asked).toBe(2);
  });
});
