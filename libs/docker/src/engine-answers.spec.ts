import { gateDiskAnswer } from './engine-answers.js';

const answer = (parts: object) => ({ disk: { total_bytes: 2, free_bytes: 1, age_ms: 0, ...parts } });

it.each<[string, object, boolean]>([
  ['of now', {}, true],
  ['full', { free_bytes: 0 }, true],
  ['of last year', { age_ms: 31_536_000_000 }, true],
  ['of before there was time', { age_ms: 1e300 }, false],
  ['of the future', { age_ms: -1 }, false],
])("a gate's disk that is %s is believed or not: %j, %s", (_, parts, isBelieved) => {
  expect(gateDiskAnswer.safeParse(answer(parts)).success).toBe(isBelieved);
});
