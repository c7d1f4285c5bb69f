import { DomainError } from '@app/kernel';
import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger, indented } from '../arguments/index.js';
import { configName, ConfigStore, datasetPathOf, fieldsOf, textOrUndefined } from '../configs/index.js';
import { datasetAnalysis, skipped } from '../contract/index.js';
import { systemSnapshot } from '../jobs/index.js';
import type { PlanParts } from './plan-parts.js';
import { NEXT_ACTIONS } from './plan-rules.js';
import { recommendPlan } from './recommend-plan.js';
import { trainingPlan } from './training-plan.js';

const MB_PER_GB = 1_024;

const input = z.object({
  goal: z
    .string()
    .max(2_000)
    .optional()
    .describe('What the model is to learn, such as "a character portrait"'),
  base_model: z.string().max(4_000).optional().describe('What it is trained on'),
  model_name: z.string().max(4_000).optional().describe('Another name of base_model'),
  dataset_path: z
    .string()
    .max(4_000)
    .optional()
    .describe('A folder of the data sets; goes before that of the config'),
  config_name: configName
    .optional()
    .describe('A saved config, of which the model and the data set are taken'),
  time_budget_minutes: z.number().positive().optional(),
  target_vram_gb: z
    .number()
    .positive()
    .optional()
    .describe('Memory of the card; asked of the backend when left out'),
  include_dataset_scan: z.boolean().default(true),
  max_dataset_files: clampedInteger(100, 20_000, 2_000),
});
type Arguments = z.output<typeof input>;

const given = z.string().nullable();
const output = z.object({
  generated_at: z.string(),
  inputs: z.object({
    goal: given,
    base_model: given,
    dataset_path: given,
    config_name: given,
    time_budget_minutes: z.number().nullable(),
    target_vram_gb: z.number().nullable(),
    include_dataset_scan: z.boolean(),
    max_dataset_files: z.int(),
  }),
  context: z.object({
    config_name: given,
    config_source: z.enum(['saved_config', 'none']),
    dataset_source: z.enum(['argument', 'config', 'none']),
    max_dataset_files: z.int(),
  }),
  dataset_analysis: z.union([
    datasetAnalysis,
    skipped.extend({ error: z.string().optional().describe('Why nobody could look at it') }),
  ]),
  system_snapshot: z.union([
    systemSnapshot,
    skipped.extend({ error: z.string().describe('Why the backend could not be asked') }),
  ]),
  plan: trainingPlan,
  next_actions: z.array(z.string()),
});
type Result = z.output<typeof output>;

export function recommendTrainingPlanTool(parts: PlanParts): Tool {
  return tool({
    name: 'recommend-training-plan',
    title: 'Recommend a training plan',
    description:
      'Recommends resolution, batch size, learning rate, steps and rank from the goal, the model, the data set, the ' +
      'memory of the card and the time there is, in a fast, a balanced and a thorough way. Everything may be left out.',
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: true },
    text: indented,
    run: (args, signal) => recommend(args, parts, signal),
  });
}

async function recommend(args: Arguments, parts: PlanParts, signal: AbortSignal): Promise<Result> {
  const saved = await savedChoices(args.config_name, parts);
  const model = textOrUndefined(args.base_model) ?? textOrUndefined(args.model_name) ?? saved.model;
  const argument = textOrUndefined(args.dataset_path);
  const path = argument ?? saved.dataset;
  const [snapshot, dataset] = await Promise.all([
    snapshotOrWhyNot(parts, signal),
    args.include_dataset_scan && path !== undefined
      ? analysisOrWhyNot(parts, path, args.max_dataset_files, signal)
      : LEFT_OUT,
  ]);
  const facts = {
    goal: textOrUndefined(args.goal),
    model,
    dataset: 'skipped' in dataset ? undefined : dataset,
    vramGb: args.target_vram_gb ?? memoryOf(snapshot),
    budgetMinutes: args.time_budget_minutes,
  };
  return {
    generated_at: parts.now().toISOString(),
    inputs: inputsOf(args),
    context: {
      config_name: args.config_name ?? null,
      config_source: args.config_name === undefined ? 'none' : 'saved_config',
      dataset_source: argument !== undefined ? 'argument' : path === undefined ? 'none' : 'config',
      max_dataset_files: args.max_dataset_files,
    },
    dataset_analysis: dataset,
    system_snapshot: snapshot,
    plan: recommendPlan(facts),
    next_actions: [...NEXT_ACTIONS],
  };
}

const LEFT_OUT = { skipped: true } as const;

/** A backend that is away keeps no plan from being made. */
async function analysisOrWhyNot(
  { scanner }: PlanParts,
  path: string,
  maxFiles: number,
  signal: AbortSignal,
): Promise<Result['dataset_analysis']> {
  try {
    return (await scanner.analyze(path, maxFiles, signal)).analysis;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DomainError) || !error.code.startsWith('backend_')) throw error;
    return { ...LEFT_OUT, error: `${error.code}: ${error.message}` };
  }
}

async function savedChoices(
  name: string | undefined,
  { places }: PlanParts,
): Promise<{ model?: string | undefined; dataset?: string | undefined }> {
  if (name === undefined) return {};
  const { config } = await new ConfigStore(places.configs).read(name);
  return { model: textOrUndefined(fieldsOf(config).model['name_or_path']), dataset: datasetPathOf(config) };
}

async function snapshotOrWhyNot(parts: PlanParts, signal: AbortSignal): Promise<Result['system_snapshot']> {
  try {
    return await parts.systemSnapshot(signal);
  } catch (error) {
    if (!(error instanceof DomainError) || signal.aborted) throw error;
    return { skipped: true, error: `${error.code}: ${error.message}` };
  }
}

function memoryOf(snapshot: Result['system_snapshot']): number | undefined {
  const megabytes = 'skipped' in snapshot ? null : snapshot.gpu_memory_total;
  return megabytes === null || megabytes <= 0 ? undefined : megabytes / MB_PER_GB;
}

function inputsOf(args: Arguments): Result['inputs'] {
  return {
    goal: args.goal ?? null,
    base_model: args.base_model ?? args.model_name ?? null,
    dataset_path: args.dataset_path ?? null,
    config_name: args.config_name ?? null,
    time_budget_minutes: args.time_budget_minutes ?? null,
    target_vram_gb: args.target_vram_gb ?? null,
    include_dataset_scan: args.include_dataset_scan,
    max_dataset_files: args.max_dataset_files,
  };
}
