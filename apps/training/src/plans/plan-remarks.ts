import type { PlanBasis } from './plan-basis.js';
import { DEFAULT_VRAM_GB, LOW_COVERAGE_PCT } from './plan-rules.js';
import type { PlannedRun } from './training-plan.js';

/** What the plan takes for granted for want of knowledge. */
export function planAssumptions({ facts }: PlanBasis): string[] {
  return [
    ...(facts.vramGb === undefined ? [`The card has ${DEFAULT_VRAM_GB} GB of memory.`] : []),
    ...(facts.model === undefined ? ['The model is not of the Flux family.'] : []),
    ...(facts.dataset === undefined ? ['Nothing is known of the data set.'] : []),
    ...(facts.goal === undefined ? ['The goal is a general one.'] : []),
    'Times are estimates from the kind of model, the resolution and the batch size; the first steps of a run tell more.',
  ];
}

export function planWarnings({ facts: { dataset }, mostSteps }: PlanBasis): string[] {
  const clipped = mostSteps === undefined ? [] : [`The time budget allows ${mostSteps} steps at most.`];
  if (dataset === undefined) return clipped;
  if (!dataset.exists) return ['The data set is not there.', ...clipped];
  if (dataset.total_images === 0) return ['The data set holds no images.', ...clipped];
  const { caption_coverage_pct: coverage, corrupt_image_count: corrupt } = dataset;
  const duplicates = dataset.duplicate_image_estimate;
  return [
    ...(coverage < LOW_COVERAGE_PCT ? [`Only ${coverage} % of the images have captions.`] : []),
    ...(duplicates > 0 ? [`${duplicates} images seem to be there more than once.`] : []),
    ...(corrupt > 0 ? [`${corrupt} images cannot be read.`] : []),
    ...clipped,
  ];
}

export function planRationale({ goalProfile, isFlux, images, vramGb }: PlanBasis, run: PlannedRun): string[] {
  const kind = isFlux ? 'a Flux model' : 'a model of this kind';
  return [
    `${run.resolution} pixels and a batch of ${run.batch_size} suit ${kind} on ${vramGb} GB.`,
    `Rank ${run.rank} suits a goal of the kind "${goalProfile}" with ${images} images.`,
    `${run.steps} steps at a learning rate of ${run.learning_rate} suit ${images} images and the time there is.`,
  ];
}
