import { DomainError } from '@app/kernel';
import type { Progress } from '@app/tool-server';
import { z } from 'zod';
import type { Job } from '../../backend/index.js';
import { statusOf } from '../../jobs/index.js';
import type { EvidenceParts } from '../run-parts.js';
import { collectRun, type CollectOptions } from './collect-run.js';
import type { RunEvidence } from './run-evidence.js';
import { hasRecords } from './run-warnings.js';

export const skippedRun = z.object({
  job_id: z.string(),
  reason: z.enum(['job_not_found', 'non_terminal_status', 'nothing_recorded', 'collection_failed']),
  status: z.string().optional(),
  error: z.string().optional().describe('The code of what went wrong'),
});
export type SkippedRun = z.output<typeof skippedRun>;

export interface CollectedRuns {
  readonly runs: readonly RunEvidence[];
  readonly skipped: readonly SkippedRun[];
}

export interface CollectRunsOptions extends CollectOptions {
  readonly onlyTerminal: boolean;
}

const TERMINAL = ['completed', 'failed', 'error', 'stopped'];
/** Then no other run can be read either, and the caller is told so instead of getting an empty answer. */
const HOPELESS = ['backend_unauthorized', 'backend_unreachable'];

/** One run after the other, so that no more than one log is held; those that cannot be read are named, with the reason. */
export async function collectRuns(
  parts: EvidenceParts,
  jobIds: readonly string[],
  options: CollectRunsOptions,
  signal?: AbortSignal,
  progress?: Progress,
): Promise<CollectedRuns> {
  const runs: RunEvidence[] = [];
  const skipped: SkippedRun[] = [];
  for (const [index, jobId] of jobIds.entries()) {
    const found = await collectOrSkip(parts, jobId, options, signal);
    if ('reason' in found) skipped.push(found);
    else runs.push(found);
    await progress?.(index + 1, `read run ${index + 1} of ${jobIds.length}`, jobIds.length);
  }
  return { runs, skipped };
}

export function isTerminal(job: Job): boolean {
  return TERMINAL.includes(statusOf(job).status);
}

async function collectOrSkip(
  parts: EvidenceParts,
  jobId: string,
  options: CollectRunsOptions,
  signal?: AbortSignal,
): Promise<RunEvidence | SkippedRun> {
  try {
    const job = options.onlyTerminal ? await parts.backend.job(jobId, signal) : undefined;
    if (job !== undefined && !isTerminal(job))
      return { job_id: jobId, reason: 'non_terminal_status', status: statusOf(job).status };
    const run = await collectRun(parts, jobId, options, signal);
    const [unread] = run.missing.filter(({ part }) => part === 'log');
    // Without its log a run has no errors, and would look flawless beside the others.
    if (unread !== undefined) return { job_id: jobId, reason: 'collection_failed', error: unread.code };
    return hasRecords({ ...run.log, ...run.analyses })
      ? withoutLines(run)
      : { job_id: jobId, reason: 'nothing_recorded', status: run.report.status };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof DomainError) || HOPELESS.includes(error.code)) throw error;
    return error.code === 'job_not_found'
      ? { job_id: jobId, reason: 'job_not_found' }
      : { job_id: jobId, reason: 'collection_failed', error: error.code };
  }
}

function withoutLines(run: RunEvidence): RunEvidence {
  return { ...run, log: { ...run.log, lines: [] } };
}
