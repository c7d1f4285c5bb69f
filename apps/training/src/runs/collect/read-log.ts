import { DomainError } from '@app/kernel';
import { readNews, type Backend, type Job, type MissingPart } from '../../backend/index.js';
import { analyzeRun, type LogEvidence } from '../../logs/index.js';

export interface ReadLog {
  readonly evidence: LogEvidence;
  /** The losses or the log, when one of them could not be read. */
  readonly missing: readonly MissingPart[];
}

/**
 * readLog is what losses and log of a run tell; one of them is enough. Throws `backend_failed` when neither can be read,
 * and what readNews throws.
 */
export async function readLog(
  backend: Pick<Backend, 'log' | 'loss'>,
  job: Job,
  lastLines: number,
  signal?: AbortSignal,
): Promise<ReadLog> {
  const { log, loss, missing } = await readNews(backend, { jobId: job.id }, signal);
  if (log === undefined && loss === undefined) throw neither(missing);
  const { name: jobName, speedString, status } = job;
  const evidence = analyzeRun({ log: log ?? '', loss, jobName, speedString, status, lastLines });
  return { evidence, missing };
}

function neither(missing: readonly MissingPart[]): DomainError {
  const why = missing.map(({ part, error }) => `${part}: ${error}`).join('; ');
  return new DomainError('backend_failed', `neither losses nor log could be read (${why})`);
}
