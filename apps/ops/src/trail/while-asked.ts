import type { Exchange } from '@app/http';

/** whileAsked does work whose signal aborts when the caller leaves. */
export async function whileAsked<T>(
  { signal }: Exchange,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const left = new AbortController();
  const leave = () => left.abort(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await work(left.signal);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
