import { z } from 'zod';

export const sample = z.object({
  name: z.string().describe('Of the file'),
  step: z.int().nullable().describe('After which it was made; null when the name does not say'),
  index: z.int().nullable().describe('Which of the prompts, from 0'),
});
export type Sample = z.output<typeof sample>;

/** A run of many steps and prompts makes some hundreds. */
const MOST = 2_000;
/** Milliseconds, step and prompt, as the trainer names them. */
const NAME = /^\d+__(\d{1,12})_(\d{1,6})\.[a-z0-9]+$/i;

/** samplesOf are the newest of the files that the backend names, in its order, which is that of their making. */
export function samplesOf(paths: readonly string[]): Sample[] {
  return paths.slice(-MOST).map((path) => sampleOf(baseNameOf(path)));
}

/** The backend may run on another system than this one. */
export function baseNameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function sampleOf(name: string): Sample {
  const [, step, index] = NAME.exec(name) ?? [];
  return {
    name,
    step: step === undefined ? null : Number(step),
    index: index === undefined ? null : Number(index),
  };
}
