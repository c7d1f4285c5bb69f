import type { Progress } from '@app/tool-server';
import { z } from 'zod';
import { position, positionOf, rankedRun, rankRuns } from '../../scores/index.js';
import type { RunEvidence } from '../collect/run-evidence.js';
import { collectRuns, isTerminal, skippedRun, type CollectRunsOptions } from '../collect/collect-runs.js';
import type { EvidenceParts } from '../run-parts.js';
import { unique } from '../tools/arguments.js';

const base = { compared_job_ids: z.array(z.string()), skipped_baselines: z.array(skippedRun) };

export const baselineComparison = z.discriminatedUnion('enabled', [
  z.object({ enabled: z.literal(true), ...base, position, ranking: z.array(rankedRun) }),
  z
    .object({
      enabled: z.literal(false),
      reason: z.literal('insufficient_baseline_runs'),
      ...base,
      candidate_job_ids: z.array(z.string()),
    })
    .describe('There is no other run to compare with'),
]);
export type BaselineComparison = z.output<typeof baselineComparison>;

export interface BaselineOptions extends CollectRunsOptions {
  /** Empty for the newest jobs that have ended. */
  readonly jobIds: readonly string[];
  readonly limit: number;
}

/** Where a run stands among others. */
export async function compareWithBaselines(
  parts: EvidenceParts,
  run: RunEvidence,
  options: BaselineOptions,
  signal?: AbortSignal,
  progress?: Progress,
): Promise<BaselineComparison> {
  const candidates = await candidatesFor(parts, run.job.id, options, signal);
  const { runs, skipped } = await collectRuns(parts, candidates, options, signal, progress);
  const compared = { compared_job_ids: runs.map(({ job }) => job.id), skipped_baselines: [...skipped] };
  if (runs.length === 0)
    return {
      enabled: false,
      reason: 'insufficient_baseline_runs',
      ...compared,
      candidate_job_ids: candidates,
    };
  const ranking = rankRuns([run.report, ...runs.map(({ report }) => report)]);
  return { enabled: true, ...compared, position: positionOf(run.job.id, ranking), ranking: ranking.ranking };
}

async function candidatesFor(
  { backend }: EvidenceParts,
  jobId: string,
  { jobIds, limit }: BaselineOptions,
  signal?: AbortSignal,
): Promise<string[]> {
  const isOther = (id: string) => id !== jobId;
  if (jobIds.length > 0) return unique(jobIds).filter(isOther);
  const ended = (await backend.jobs(signal)).filter(isTerminal).map(({ id }) => id);
  return ended.filter(isOther).slice(0, limit);
}
