import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { configName } from '../config-name.js';
import type { ConfigStore } from '../config-store.js';
import { trainingInfo, trainingInfoOf, type TrainingInfo } from '../training-info.js';

export function getTrainingInfoTool(store: ConfigStore): Tool {
  return tool({
    name: 'get-training-info',
    title: 'Tell what a config trains',
    description:
      'Tells the trigger word, the model, the main numbers and the test prompts of a saved config.',
    input: z.object({ name: configName }),
    output: trainingInfo,
    annotations: { readOnlyHint: true, openWorldHint: false },
    text: spoken,
    run: async ({ name }) => trainingInfoOf(name, (await store.read(name, 'name')).config),
  });
}

function spoken(info: TrainingInfo): string {
  const prompts = info.test_prompts.map((prompt, index) => `${index + 1}. ${prompt}`);
  return [
    `Training config ${info.name}`,
    `Trigger word: ${info.trigger_word ?? 'none'}`,
    `Model: ${info.model_name ?? 'unknown'}`,
    `Resolution: ${info.resolution ?? 'unknown'}`,
    `Steps: ${info.steps ?? 'unknown'}`,
    `Rank: ${info.rank ?? 'unknown'}`,
    `Learning rate: ${info.learning_rate ?? 'unknown'}`,
    ...(prompts.length === 0 ? ['Test prompts: none'] : ['Test prompts:', ...prompts]),
  ].join('\n');
}
