import { z } from 'zod';

const setting = z.union([z.number(), z.string(), z.boolean()]).nullable();

export const nextExperimentShape = z.object({
  recommendation_type: z.enum([
    'dataset',
    'stability',
    'memory',
    'convergence',
    'capacity',
    'throughput',
    'captioning',
    'exploration',
  ]),
  parameter: z.enum([
    'dataset_curation',
    'learning_rate',
    'batch_size',
    'resolution',
    'steps',
    'rank',
    'caption_quality',
    'seeded_eval_prompts',
  ]),
  current: setting.describe('Null when the config does not say'),
  proposed: setting,
  expected_impact: z.enum(['high', 'medium', 'low']),
  risk_level: z.enum(['low', 'medium', 'high']),
  rationale: z.string(),
  validation_plan: z.array(z.string()).length(3),
});
export type NextExperiment = z.output<typeof nextExperimentShape>;
