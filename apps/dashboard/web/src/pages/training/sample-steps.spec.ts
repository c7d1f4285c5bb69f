import { samplesByStep, stepLabel } from './sample-steps.js';

const sample = (time: number, step: number | null, index: number | null) => ({
  name: `${time}__${step}_${index}.jpg`,
  step,
  index,
});

it('the newest step comes first, and prompts are in their order', () => {
  const steps = samplesByStep([sample(1, 0, 0), sample(2, 250, 1), sample(3, 250, 0), sample(4, null, null)]);
  expect(steps.map(stepLabel)).toEqual(['Step 250', 'Before the first step', 'Other files']);
  expect(steps[0]?.samples.map(({ index }) => index)).toEqual([0, 1]);
});

it('of a step that was trained twice, the newest pictures are shown', () => {
  const [step] = samplesByStep([sample(1, 250, 0), sample(2, 250, 0)]);
  expect(step?.samples.map(({ name }) => name)).toEqual(['2__250_0.jpg']);
});
