import type { JobContext } from '@app/jobs';
import { DomainError } from '@app/kernel';

/**
 * cancellationOf follows a job's signal, except for a worker that must stop: a deployment that has touched containers
 * goes on then until the process ends, and the next worker looks at what came of it.
 */
export function cancellationOf({ signal }: Pick<JobContext, 'signal'>): AbortSignal {
  const controller = new AbortController();
  const heed = () => {
    const reason: unknown = signal.reason;
    if (!(reason instanceof DomainError) || reason.code !== 'worker_stopping') controller.abort(reason);
  };
  if (signal.aborted) heed();
  else signal.addEventListener('abort', heed, { once: true });
  return controller.signal;
}
