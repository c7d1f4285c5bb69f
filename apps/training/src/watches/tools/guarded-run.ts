import { tool, type Progress, type Tool } from '@app/tool-server';
import { DomainError } from '@app/kernel';
import { z } from 'zod';
import { clampedInteger, indented } from '../../arguments/index.js';
import type { ValidationReport } from '../../configs/index.js';
import type { StartParts, Timer } from '../../jobs/index.js';
import { guardOptions } from '../guard/guard-options.js';
import type { Watches } from '../run/index.js';
import { deadlineOf } from './deadline.js';
import { guardedRun, unwatchedRun, watchedRun, type Attempt, type GuardedRun } from './guarded-run-output.js';
import { startUnderGuard } from './guarded-start.js';
import { waitFor } from './wait-for.js';

/** Validates a saved configuration; throws `config_not_found`. */
type ValidateConfig = (
  configName: string,
  options: { readonly checkDataset: boolean; readonly maxDatasetFiles: number },
  signal: AbortSignal,
) => Promise<ValidationReport>;

export interface GuardedRunParts extends StartParts {
  readonly watches: Watches;
  readonly timer: Timer;
  readonly validate: ValidateConfig;
  /** A call answers before it has taken so long, and what it watches goes on; no limit when undefined. */
  readonly callWaitSeconds?: number | undefined;
}

const input = z.object({
  config_name: z.string().min(1).max(200).optional().describe('The saved configuration to train'),
  watch_id: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('In place of config_name: a run that is watched already'),
  wait_seconds: clampedInteger(0, 3_600, 3_600).describe(
    'How long this call may take; the watch goes on without it',
  ),
  check_dataset: z.boolean().default(true),
  max_dataset_files: clampedInteger(100, 20_000, 2_000),
  block_on_validation_fail: z.boolean().default(true),
  ...guardOptions.shape,
});
type Args = z.output<typeof input>;

export function guardedRunTool(parts: GuardedRunParts): Tool {
  return tool({
    name: 'run-training-with-guardrails',
    title: 'Train under guard',
    description:
      'Validates a saved configuration, starts its training and watches it: the job is stopped when the loss is no ' +
      'number, memory runs out again and again, steps stop coming, or they come too slowly. The watch goes on in the ' +
      'server when the call ends first; the status is then "watching", and the same tool tells with watch_id how it stands.',
    input,
    output: guardedRun,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    text: indented,
    failure: ({ status, error }) => (status === 'start_failed' ? error : undefined),
    run: (args, signal, progress) => run(parts, args, { signal, progress }),
  });
}

interface Call {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

async function run(parts: GuardedRunParts, args: Args, { signal, progress }: Call): Promise<GuardedRun> {
  const deadline = deadlineOf(parts.timer, args.wait_seconds, parts.callWaitSeconds);
  const begun = args.watch_id === undefined ? await begin(parts, args, signal) : args.watch_id;
  if (typeof begun !== 'string') return begun;
  await waitFor(parts, begun, { deadline, signal, progress });
  return watchedRun(await parts.watches.get(begun));
}

/** Gives the watch that it began, or the outcome when there is nothing to watch. */
async function begin(parts: GuardedRunParts, args: Args, signal: AbortSignal): Promise<string | GuardedRun> {
  const { config_name: configName } = args;
  if (configName === undefined)
    throw new DomainError('invalid_argument', 'wanted config_name, or watch_id', { param: 'config_name' });
  const reservation = await parts.watches.reserve(configName);
  try {
    const attempt = await attemptOf(parts, configName, args, signal);
    if (!attempt.validation.valid && args.block_on_validation_fail)
      return unwatchedRun(attempt, { status: 'blocked_by_validation', started: false });
    return await startUnderGuard(parts, attempt, signal);
  } finally {
    reservation.release();
  }
}

async function attemptOf(
  { validate }: GuardedRunParts,
  configName: string,
  args: Args,
  signal: AbortSignal,
): Promise<Attempt> {
  const { check_dataset: checkDataset, max_dataset_files: maxDatasetFiles } = args;
  const validation = await validate(configName, { checkDataset, maxDatasetFiles }, signal);
  return { configName, validation, options: guardOptions.parse(args) };
}
