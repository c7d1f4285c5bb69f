import { sampleSettings, seedOf } from './sample-settings.js';

const config = (sample: unknown) => ({ config: { process: [{ sample }] } });

it('each prompt has the next seed where the config says so', () => {
  const walking = sampleSettings(config({ prompts: ['a fox', 'a hare'], seed: 42, walk_seed: true }));
  expect(walking.prompts).toEqual(['a fox', 'a hare']);
  expect([seedOf(walking, 0), seedOf(walking, 1)]).toEqual([42, 43]);
  expect(seedOf(sampleSettings(config({ seed: 42 })), 1)).toBe(42);
});

it.each([
  [undefined],
  [{}],
  [{ config: { process: 'none' } }],
  [config({ prompts: 'a fox', seed: 'random' })],
])('a config that is not as expected (%j) has no prompts and no seed', (given) => {
  const settings = sampleSettings(given);
  expect([settings.prompts, seedOf(settings, 0)]).toEqual([[], undefined]);
});
