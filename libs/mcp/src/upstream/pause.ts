import type { CancelSignal } from '@app/kernel';

/** pause resolves after that time, or rejects with the signal's reason. */
export async function pause(milliseconds: number, signal: CancelSignal): Promise<void> {
  const over = Promise.withResolvers<void>();
  const leave = (): void => over.reject(signal.reason);
  const timer = setTimeout(() => over.resolve(), milliseconds);
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  try {
    await over.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}
