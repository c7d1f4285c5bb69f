import { DomainError } from '@app/kernel';
import type { Backend } from './backend.js';
import type { LogPart, LossPoint } from './job.js';

/** What could not be had of a run, and why. */
export interface MissingPart {
  readonly part: 'loss' | 'log';
  /** Code and message of the error. */
  readonly error: string;
  readonly code: string;
}

/** RunNews is what a run has written, as far as it could be read. */
export interface RunNews {
  readonly loss: readonly LossPoint[] | undefined;
  readonly log: LogPart | undefined;
  readonly missing: readonly MissingPart[];
}

export interface NewsWanted {
  readonly jobId: string;
  /** In bytes, where the wanted part of the log begins; all of its end when undefined. */
  readonly offset?: number | undefined;
  readonly sinceStep?: number | undefined;
}

/**
 * readNews asks for the losses and for the log of a run, each for itself: the backend keeps them apart, so that one can
 * be unreadable while the other is well. Throws `job_not_found`, `backend_unauthorized` and the signal's reason.
 */
export async function readNews(
  backend: Pick<Backend, 'log' | 'loss'>,
  { jobId, offset, sinceStep }: NewsWanted,
  signal?: AbortSignal,
): Promise<RunNews> {
  const since = sinceStep === undefined ? {} : { sinceStep };
  const [loss, log] = await Promise.all([
    orMissing('loss', backend.loss(jobId, since, signal), signal),
    orMissing('log', backend.log(jobId, offset, signal), signal),
  ]);
  const missing = [loss, log].flatMap((read) => ('error' in read ? [read] : []));
  return {
    loss: 'error' in loss ? undefined : loss.value,
    log: 'error' in log ? undefined : log.value,
    missing,
  };
}

/** What a route of its own can suffer; other errors are the same for all that is asked. */
const OF_ONE_ROUTE = ['backend_failed', 'backend_malformed', 'backend_timeout', 'backend_unreachable'];

async function orMissing<T>(
  part: MissingPart['part'],
  answer: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<MissingPart | { readonly value: T }> {
  try {
    return { value: await answer };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof DomainError) || !OF_ONE_ROUTE.includes(error.code)) throw error;
    const { code, message } = error;
    return { part, code, error: `${code}: ${message}` };
  }
}
