import type { CancelSignal } from '@app/kernel';
import { callCancelled, serverUnreachable } from './link-failure.js';

/** startedWithin is `attempt`, unless `signal` or the time ends it first: then the attempt's own end is nobody's concern. */
export async function startedWithin<T>(
  server: string,
  attempt: Promise<T>,
  signal: CancelSignal,
  milliseconds: number,
): Promise<T> {
  const over = Promise.withResolvers<never>();
  const cancel = (): void => over.reject(callCancelled(server));
  const timer = setTimeout(
    () => over.reject(serverUnreachable(server, `it did not start within ${milliseconds / 1_000} s`)),
    milliseconds,
  );
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([attempt, over.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    attempt.catch(() => undefined);
  }
}
