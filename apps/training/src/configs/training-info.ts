import { isJsonObject } from '@app/kernel';
import { z } from 'zod';
import type { JobConfig } from '../backend/index.js';
import { fieldsOf, numberOf, textOrUndefined } from './config-fields.js';

const text = z.string().nullable();
const number = z.number().nullable();

export const trainingInfo = z.object({
  name: z.string(),
  source: z
    .enum(['training_metadata', 'config'])
    .describe('Whether the config carries notes on itself; else it was read off its fields'),
  trigger_word: text,
  model_name: text,
  resolution: number.describe('The largest of them'),
  steps: number,
  rank: number,
  learning_rate: number,
  test_prompts: z.array(z.string()),
});
export type TrainingInfo = z.output<typeof trainingInfo>;

/** trainingInfoOf reads the notes that create-training-config leaves; what they do not say, the config does. */
export function trainingInfoOf(name: string, config: JobConfig): TrainingInfo {
  const metadata = config['training_metadata'];
  const notes: Readonly<Record<string, unknown>> = isJsonObject(metadata) ? metadata : {};
  const { model, train, network, resolution, prompts, triggerWord } = fieldsOf(config);
  const textOf = (key: string, other: unknown) =>
    textOrUndefined(notes[key]) ?? textOrUndefined(other) ?? null;
  const numberFrom = (key: string, other: unknown) => largest(notes[key]) ?? largest(other) ?? null;
  const noted = notes['test_prompts'];
  return {
    name,
    source: isJsonObject(metadata) ? 'training_metadata' : 'config',
    trigger_word: textOf('trigger_word', triggerWord),
    model_name: textOf('model_name', model['name_or_path']),
    resolution: numberFrom('resolution', resolution),
    steps: numberFrom('steps', train['steps']),
    rank: numberFrom('rank', network['linear']),
    learning_rate: numberFrom('learning_rate', train['lr']),
    test_prompts: Array.isArray(noted) ? noted.filter((prompt) => typeof prompt === 'string') : [...prompts],
  };
}

function largest(value: unknown): number | undefined {
  const numbers = (Array.isArray(value) ? value : [value])
    .map(numberOf)
    .filter((number) => number !== undefined);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}
