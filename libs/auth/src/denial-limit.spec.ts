import fc from 'fast-check';
import { DenialLimit } from './denial-limit.js';

const MINUTE = 60_000;

function setup() {
  const time = { ms: 5_000 };
  const clock = { now: () => 0, monotonic: () => time.ms };
  return { time, limit: new DenialLimit({ each: 3, together: 10 }, clock) };
}

const takes = (limit: DenialLimit, source: string, times: number) =>
  Array.from({ length: times }, () => limit.take(source));

it('reports so many of a source, and leaves the others alone', () => {
  const { limit } = setup();
  expect(takes(limit, 'a', 5)).toEqual([0, 0, 0, undefined, undefined]);
  expect(limit.take('b')).toBe(2);
  expect(limit.take('b')).toBe(0);
});

it('begins anew after a minute, and then says how many it kept to itself', () => {
  const { limit, time } = setup();
  takes(limit, 'a', 8);
  time.ms += MINUTE - 1;
  expect(limit.take('a')).toBeUndefined();
  time.ms += 1;
  expect(takes(limit, 'a', 4)).toEqual([6, 0, 0, undefined]);
});

it('reports only so many of a flood from everywhere', () => {
  const { limit } = setup();
  const reported = Array.from({ length: 100_000 }, (_, n) => limit.take(`address ${n}`));
  expect(reported.filter((unreported) => unreported !== undefined)).toHaveLength(10);
});

it('loses no denial: each is reported or counted', () => {
  const steps = fc.array(fc.record({ source: fc.constantFrom('a', 'b', 'c', 'd', 'e'), ms: fc.nat(20_000) }));
  fc.assert(
    fc.property(steps, (denials) => {
      const { limit, time } = setup();
      let known = 0;
      for (const { source, ms } of denials) {
        time.ms += ms;
        const unreported = limit.take(source);
        if (unreported !== undefined) known += 1 + unreported;
      }
      time.ms += MINUTE;
      expect(known + 1 + (limit.take('last') ?? NaN)).toBe(denials.length + 1);
    }),
  );
});
