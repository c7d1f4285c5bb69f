import { DomainError } from '@app/kernel';
import { tool, type Progress, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger, indented } from '../../arguments/index.js';
import { ranking, rankRuns } from '../../scores/index.js';
import { collectRuns, skippedRun, type SkippedRun } from '../collect/collect-runs.js';
import type { RunEvidence } from '../collect/run-evidence.js';
import type { RunParts } from '../run-parts.js';
import { collecting, jobIds, logLines, MOST_RUNS, reading, unique } from './arguments.js';

const input = z.object({
  job_ids: jobIds.optional().describe('The newest jobs when not told'),
  limit: clampedInteger(1, MOST_RUNS, 5).describe('How many of the newest jobs'),
  log_lines: logLines(800),
  include_dataset: z.boolean().default(true),
  include_nlp: z.boolean().default(false),
  max_dataset_files: clampedInteger(100, 20_000, 2_000),
  only_terminal_runs: z.boolean().default(false),
});
type Input = z.output<typeof input>;

const output = z.object({
  generated_at: z.string(),
  inputs: z.object({
    job_ids: z.array(z.string()).describe('Those that were looked at'),
    requested_job_ids: z.array(z.string()),
    log_lines: z.int(),
    include_dataset: z.boolean(),
    include_nlp: z.boolean(),
    only_terminal_runs: z.boolean(),
  }),
  compared_count: z.int(),
  skipped_runs: z.array(skippedRun),
  ranking,
  warnings: z.array(z.string()).optional().describe('What could not be had of a run that is compared'),
});

export function compareTrainingRunsTool(parts: RunParts): Tool {
  return tool({
    name: 'compare-training-runs',
    title: 'Compare training runs',
    description:
      'Ranks runs from the best to the last, and says how far each is from the winner and in what.',
    input,
    output,
    annotations: reading,
    text: indented,
    run: (inputs, signal, progress) => compared(parts, inputs, signal, progress),
  });
}

async function compared(
  parts: RunParts,
  inputs: Input,
  signal: AbortSignal,
  progress: Progress,
): Promise<z.output<typeof output>> {
  const ids = await idsFor(parts, inputs, signal);
  const options = { ...collecting(inputs, inputs.log_lines), onlyTerminal: inputs.only_terminal_runs };
  const { runs, skipped } = await collectRuns(parts, ids, options, signal, progress);
  const [first, ...others] = runs.map(({ report }) => report);
  if (first === undefined) throw nothingToCompare(skipped);
  const { log_lines, include_dataset, include_nlp, only_terminal_runs } = inputs;
  const shown = { log_lines, include_dataset, include_nlp, only_terminal_runs };
  return {
    generated_at: parts.now().toISOString(),
    inputs: { job_ids: ids, requested_job_ids: inputs.job_ids ?? [], ...shown },
    compared_count: runs.length,
    skipped_runs: [...skipped],
    ranking: rankRuns([first, ...others]),
    ...warningsOf(runs),
  };
}

function warningsOf(runs: readonly RunEvidence[]) {
  const warnings = runs.flatMap((run) => run.warnings.map((text) => `${run.job.id}: ${text}`));
  return warnings.length === 0 ? {} : { warnings };
}

async function idsFor(
  { backend }: RunParts,
  { job_ids, limit }: Input,
  signal: AbortSignal,
): Promise<string[]> {
  if (job_ids !== undefined && job_ids.length > 0) return unique(job_ids);
  return (await backend.jobs(signal)).slice(0, limit).map(({ id }) => id);
}

const MOST_NAMED = 5;

function nothingToCompare(skipped: readonly SkippedRun[]): DomainError {
  const reasons = skipped
    .slice(0, MOST_NAMED)
    .map(({ job_id, reason }) => `${JSON.stringify(job_id)} ${reason}`);
  const why = reasons.length === 0 ? 'the backend has no jobs' : reasons.join(', ');
  return new DomainError('no_comparable_runs', `no run could be compared: ${why}`, { param: 'job_ids' });
}
