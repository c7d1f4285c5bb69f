import fc from 'fast-check';
import { datasetLike } from '../../../../test/training/analyses.js';
import type { PlanFacts } from './plan-basis.js';
import { goalProfile, recommendPlan } from './recommend-plan.js';

const nothing: PlanFacts = {
  goal: undefined,
  model: undefined,
  dataset: undefined,
  vramGb: undefined,
  budgetMinutes: undefined,
};
const planOf = (facts: Partial<PlanFacts>) => recommendPlan({ ...nothing, ...facts });
const images = (total_images: number) => ({ dataset: datasetLike({ total_images }) });

it('plans a portrait on 24 GB in an hour', () => {
  const plan = planOf({
    goal: 'character portrait',
    model: 'ostris/Flex.1-alpha',
    dataset: datasetLike({ total_images: 25, caption_coverage_pct: 70, duplicate_image_estimate: 2 }),
    vramGb: 24,
    budgetMinutes: 60,
  });
  expect(plan).toMatchObject({
    goal_profile: 'character',
    is_flux_model: true,
    confidence: 0.85,
    estimated_steps_per_minute: 4.5,
    recommended_plan: {
      profile: 'balanced',
      model_name: 'ostris/Flex.1-alpha',
      resolution: 1_024,
      batch_size: 1,
      learning_rate: 0.00015,
      steps: 270,
      rank: 12,
      alpha: 12,
      low_vram: false,
      estimated_minutes: 60,
    },
    alternative_plans: [
      { profile: 'fast', steps: 270, learning_rate: 0.000135 },
      { profile: 'balanced', steps: 270 },
      { profile: 'quality', steps: 270, learning_rate: 0.00012 },
    ],
  });
  expect(plan.warnings).toEqual([
    'Only 70 % of the images have captions.',
    '2 images seem to be there more than once.',
    'The time budget allows 270 steps at most.',
  ]);
});

it('plans something where nothing is known, and says what it takes for granted', () => {
  const plan = planOf({});
  expect(plan).toMatchObject({
    goal_profile: 'general',
    is_flux_model: false,
    confidence: 0.55,
    warnings: [],
  });
  expect(plan.recommended_plan).toMatchObject({ steps: 1_000, rank: 8, resolution: 768, model_name: null });
  expect(plan.assumptions).toContain('The card has 16 GB of memory.');
});

it.each([
  [0, 1_000],
  [1, 700],
  [19, 700],
  [20, 1_400],
  [99, 1_400],
  [100, 2_600],
  [499, 2_600],
  [500, 4_200],
  [1_999, 4_200],
  [2_000, 6_000],
])('gives %d images %d steps', (count, steps) => {
  expect(planOf(images(count)).recommended_plan.steps).toBe(steps);
});

it.each([
  [29, 'an art style', 16, 0.00015],
  [30, 'an art style', 32, 0.00015],
  [49, 'a person', 24, 0.00015],
  [50, 'a product', 16, 0.0002],
  [29, 'a logo', 8, 0.00015],
  [50, 'a landscape', 16, 0.0002],
])('gives %d images of %s the rank %d and the learning rate %d', (count, goal, rank, learning_rate) => {
  expect(planOf({ ...images(count), goal }).recommended_plan).toMatchObject({
    rank,
    alpha: rank,
    learning_rate,
  });
});

it.each([
  ['flux', 10, 640, 1, true],
  ['flux', 16, 768, 1, true],
  ['flux', 24, 1_024, 1, false],
  ['flux', 25, 1_024, 2, false],
  ['sdxl', 8, 512, 1, true],
  ['sdxl', 12, 640, 1, true],
  ['sdxl', 24, 768, 1, false],
  ['sdxl', 48, 1_024, 2, false],
])('fits %s into %d GB at %d pixels', (model, vramGb, resolution, batch_size, low_vram) => {
  expect(planOf({ model, vramGb }).recommended_plan).toMatchObject({ resolution, batch_size, low_vram });
});

it.each([
  ['The look of old paintings', 'style'],
  ['avatars', 'character'],
  ['a painting of a face', 'style'],
  ['our logo', 'object'],
  ['the surface of an outlook', 'general'],
])('takes %j for a goal of the kind %s', (goal, profile) => {
  expect(goalProfile(goal)).toBe(profile);
});

it('says what is wrong with a data set', () => {
  expect(planOf({ dataset: datasetLike({ exists: false, total_images: 0 }) }).warnings).toEqual([
    'The data set is not there.',
  ]);
  expect(planOf(images(0)).warnings).toEqual(['The data set holds no images.']);
  expect(planOf({ dataset: datasetLike({ corrupt_image_count: 3 }) }).warnings).toEqual([
    '3 images cannot be read.',
  ]);
});

it('always plans runs that fit the budget or are as short as makes sense, fast ones the shortest', () => {
  const facts = fc.record({
    model: fc.constantFrom('flux', 'sdxl', undefined),
    count: fc.nat(10_000),
    vramGb: fc.double({ min: 0.1, max: 200, noNaN: true }),
    budgetMinutes: fc.double({ min: 0.1, max: 10_000, noNaN: true }),
  });
  fc.assert(
    fc.property(facts, ({ count, ...facts }) => {
      const plan = planOf({ ...facts, ...images(count) });
      const [fast, balanced, quality] = plan.alternative_plans.map(({ steps }) => steps);
      expect(fast).toBeLessThanOrEqual(balanced ?? 0);
      expect(balanced).toBeLessThanOrEqual(quality ?? 0);
      for (const { steps } of plan.alternative_plans)
        expect(steps).toBeLessThanOrEqual(
          Math.max(250, facts.budgetMinutes * plan.estimated_steps_per_minute + 1),
        );
      expect(plan.recommended_plan).toEqual(plan.alternative_plans[1]);
    }),
  );
});
