import { z } from 'zod';
import { clampedInteger } from '../arguments/index.js';
import type { Backend } from '../backend/index.js';
import { jobStatus, statusOf } from './job-status.js';
import { curve, curveOf, lossCurve, lossCurveOf } from './loss-curve.js';
import { MOST_SAMPLE_IMAGES, sampleImage, sampleImages, type SampleImageParts } from './sample-images.js';
import { sample, samplesOf } from './samples.js';

/** What may be asked of a job beside its status. */
export const statusAdditions = z.object({
  loss_points: clampedInteger(0, 2_000, 0).describe(
    'At most so many points of the loss, spread evenly; 0 for none',
  ),
  learning_rate_points: clampedInteger(0, 2_000, 0).describe('The same of the learning rate'),
  include_samples: z.boolean().default(false).describe('The names of its samples'),
  sample_images: z
    .array(z.string().min(1).max(200))
    .max(MOST_SAMPLE_IMAGES)
    .default([])
    .describe('Names of samples whose pictures are wanted, made small'),
});
type Additions = z.output<typeof statusAdditions>;

export const statusAnswer = jobStatus.extend({
  ...lossCurve.partial().shape,
  learning_rate: curve.optional().describe('Empty where the backend keeps none'),
  samples: z.array(sample).optional().describe('In the order of their making'),
  sample_images: z.array(sampleImage).optional(),
});
export type StatusAnswer = z.output<typeof statusAnswer>;

export interface StatusParts extends SampleImageParts {
  readonly backend: Pick<Backend, 'job' | 'loss' | 'learningRate' | 'samples'>;
}

/** answerStatus is the status of a job, and what else was asked for. Throws `job_not_found` and `sample_not_found`. */
export async function answerStatus(
  parts: StatusParts,
  id: string,
  wanted: Additions,
  signal?: AbortSignal,
): Promise<StatusAnswer> {
  const status = statusOf(await parts.backend.job(id, signal));
  const [loss, rate, samples] = await Promise.all([
    lossWanted(parts, id, wanted, signal),
    rateWanted(parts, id, wanted, signal),
    samplesWanted(parts, id, wanted, signal),
  ]);
  return { ...status, ...loss, ...rate, ...samples };
}

async function lossWanted(
  { backend }: StatusParts,
  id: string,
  { loss_points: most }: Additions,
  signal?: AbortSignal,
) {
  return most === 0 ? {} : lossCurveOf(await backend.loss(id, {}, signal), most);
}

async function rateWanted(
  { backend }: StatusParts,
  id: string,
  { learning_rate_points: most }: Additions,
  signal?: AbortSignal,
) {
  return most === 0 ? {} : { learning_rate: curveOf(await backend.learningRate(id, signal), most) };
}

async function samplesWanted(parts: StatusParts, id: string, wanted: Additions, signal?: AbortSignal) {
  const { include_samples: withNames, sample_images: names } = wanted;
  if (!withNames && names.length === 0) return {};
  const paths = await parts.backend.samples(id, signal);
  return {
    ...(withNames && { samples: samplesOf(paths) }),
    ...(names.length > 0 && { sample_images: await sampleImages(parts, paths, names, signal) }),
  };
}
