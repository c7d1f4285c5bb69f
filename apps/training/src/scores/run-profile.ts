import { z } from 'zod';
import type { JobConfig } from '../backend/index.js';

const MODEL_FAMILIES = ['flux_flex', 'sdxl', 'sd3', 'sd_like', 'unknown'] as const;
const RUN_CLASSES = ['smoke', 'standard', 'highres', 'long'] as const;

const hyperparameters = z.object({
  learning_rate: z.number().nullable(),
  steps: z.number().nullable(),
  batch_size: z.number().nullable(),
  rank: z.number().nullable(),
  alpha: z.number().nullable(),
  low_vram: z.boolean().nullable(),
  resolution: z.number().nullable().describe('The largest of them'),
});
export type Hyperparameters = z.output<typeof hyperparameters>;

export const runProfile = z.object({
  model_family: z.enum(MODEL_FAMILIES),
  run_class: z.enum(RUN_CLASSES),
  hparams: hyperparameters,
});
/** RunProfile is what is expected of a run depends on; what its config does not say is null. */
export type RunProfile = z.output<typeof runProfile>;
export type ModelFamily = RunProfile['model_family'];
export type RunClass = RunProfile['run_class'];

/** Words in the name of a model or its architecture; the first that is found counts. */
const FAMILY_WORDS = [
  ['flux', 'flux_flex'],
  ['flex', 'flux_flex'],
  ['sdxl', 'sdxl'],
  ['stable-diffusion-xl', 'sdxl'],
  ['sd3', 'sd3'],
  ['stable-diffusion-3', 'sd3'],
] as const;
const CLASS_BOUNDS = { smokeSteps: 1200, longSteps: 4500, highResolution: 1024 } as const;

export function modelFamily(name: string | undefined, arch: string | undefined): ModelFamily {
  const text = `${name ?? ''} ${arch ?? ''}`.trim().toLowerCase();
  if (text === '') return 'unknown';
  return FAMILY_WORDS.find(([word]) => text.includes(word))?.[1] ?? 'sd_like';
}

export function runClass({ steps, resolution }: Pick<Hyperparameters, 'steps' | 'resolution'>): RunClass {
  if (steps !== null && steps <= CLASS_BOUNDS.smokeSteps) return 'smoke';
  if (steps !== null && steps >= CLASS_BOUNDS.longSteps) return 'long';
  return resolution !== null && resolution >= CLASS_BOUNDS.highResolution ? 'highres' : 'standard';
}

/** The profile of a run by its config, of which nothing is taken for granted. */
export function profileOf(config: JobConfig | undefined): RunProfile {
  const process = objectOf(listOf(objectOf(config?.['config'])['process'])[0]);
  const model = objectOf(process['model']);
  const hparams = hyperparametersOf(process);
  return {
    model_family: modelFamily(textOf(model['name_or_path']), textOf(model['arch'])),
    run_class: runClass(hparams),
    hparams,
  };
}

function hyperparametersOf(process: JobConfig): Hyperparameters {
  const [train, network, model] = [process['train'], process['network'], process['model']].map(objectOf);
  const resolutions = listOf(process['datasets']).flatMap((dataset) =>
    listOf(objectOf(dataset)['resolution']),
  );
  const known = resolutions.map(numberOf).filter((resolution) => resolution !== null);
  const lowVram = model?.['low_vram'];
  return {
    learning_rate: numberOf(train?.['lr']),
    steps: numberOf(train?.['steps']),
    batch_size: numberOf(train?.['batch_size']),
    rank: numberOf(network?.['linear']),
    alpha: numberOf(network?.['linear_alpha']),
    low_vram: typeof lowVram === 'boolean' ? lowVram : null,
    resolution: known.length === 0 ? null : Math.max(...known),
  };
}

function objectOf(value: unknown): JobConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JobConfig) : {};
}

/** A single value stands for a list of it, as in the backend. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** Some loaders leave `1e-4` a string. */
function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
