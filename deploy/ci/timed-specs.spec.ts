import { globSync } from 'node:fs';
import { TIMED_SPECS, timedPattern } from './timed-specs.ts';

const specs = globSync('*.e2e-spec.ts', { cwd: `${import.meta.dirname}/../../test/e2e` });

it('the specs that are timed are there, and are each run with the timed ones alone', () => {
  const matches = specs.filter((name) => new RegExp(timedPattern()).test(`/repo/test/e2e/${name}`));
  expect(matches.toSorted()).toEqual(TIMED_SPECS.map((name) => `${name}.e2e-spec.ts`).toSorted());
});
