import type { JobEvent } from '@app/jobs';
import { DomainError, type CancelSignal } from '@app/kernel';

/**
 * endOrStop waits for the end of a job; undefined when the server must stop first. A caller that leaves ends nothing:
 * the job goes on, and what it came to is kept for a repetition.
 */
export function endOrStop(
  end: Promise<JobEvent | undefined>,
  signal: CancelSignal,
): Promise<JobEvent | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      if (signal.reason instanceof DomainError) resolve(undefined);
    };
    end.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}
