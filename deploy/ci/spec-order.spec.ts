import { globSync } from 'node:fs';
import { durationsOf } from './record-durations.ts';
import { longestFirst, recordedDurations, type Durations } from './spec-order.ts';

const orderOf = (names: readonly string[], durations: Durations) =>
  longestFirst(
    names.map((name) => ({ path: `/repo/test/e2e/${name}` })),
    durations,
  ).map(({ path }) => path.slice('/repo/test/e2e/'.length));

describe('the order of specs', () => {
  it('begins with those that took longest', () => {
    expect(orderOf(['a', 'b', 'c'], { a: 1, b: 30, c: 4 })).toEqual(['b', 'c', 'a']);
  });

  it('has in its middle those that were never measured', () => {
    expect(orderOf(['short', 'new', 'long'], { short: 1, middle: 5, long: 30 })).toEqual([
      'long',
      'new',
      'short',
    ]);
  });

  it('is the same each time, also with nothing to go by', () => {
    expect(orderOf(['b', 'a', 'c'], {})).toEqual(['a', 'b', 'c']);
  });
});

it('the durations of a run are whole seconds by file name', () => {
  const tookMs = (name: string, ms: number) => ({
    name: `/repo/test/e2e/${name}`,
    startTime: 5_000,
    endTime: 5_000 + ms,
  });
  const testResults = [tookMs('quick', 300), tookMs('slow', 12_100)];
  expect(Object.entries(durationsOf({ testResults }))).toEqual([
    ['slow', 13],
    ['quick', 1],
  ]);
});

it('the recorded durations are of specs that exist', () => {
  const names = globSync('*.e2e-spec.ts', { cwd: `${import.meta.dirname}/../../test/e2e` });
  expect(names).toEqual(expect.arrayContaining(Object.keys(recordedDurations())));
});
