import { z } from 'zod';

/** Texts become part of a file that others read: whole characters alone, and none that steer. */
const plainText = z
  .string()
  .max(4_000)
  .refine((text) => text.isWellFormed() && !/[\p{Cc}]/u.test(text.replace(/[\t\n]/g, '')), {
    message: 'wanted text without control characters',
  });

const path = plainText.trim().min(1, 'wanted a name or a path');

/** What a config is drafted from. Whether the numbers make sense is for the validation to say. */
export const draftArguments = {
  model_name: path.describe('A model of the hub, a path in the model folders, or the name of a file in them'),
  dataset_path: path.describe('A folder of the data sets'),
  resolution: z.int().default(512).describe('Pixels'),
  batch_size: z.int().default(1),
  learning_rate: z.number().default(0.0002),
  steps: z.int().default(1_000),
  rank: z.int().default(16),
  alpha: z.int().default(16),
  use_wandb: z.boolean().default(false),
  low_vram: z.boolean().default(true),
  trigger_word: plainText.trim().max(200).optional(),
  test_prompts: z.array(plainText).max(64).optional().describe('What sample images are made of'),
  disable_sampling: z.boolean().default(false),
  arch: plainText
    .trim()
    .max(64)
    .optional()
    .describe('Of the model, such as sdxl; told from its name when left out'),
};
const draft = z.object(draftArguments);
export type Draft = z.output<typeof draft>;
