import type { Exchange } from '@app/http';

/** abortSignalOf is an exchange's signal in the form that the SDK takes. */
export function abortSignalOf({ signal }: Exchange): AbortSignal {
  const left = new AbortController();
  const leave = () => left.abort(signal.reason);
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  return left.signal;
}
