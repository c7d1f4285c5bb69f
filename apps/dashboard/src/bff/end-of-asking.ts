import type { Exchange } from '@app/http';
import { Cancellation, DomainError } from '@app/kernel';
import type { Session } from '../sessions/session.js';

/** endOf aborts when the browser leaves, when this process stops, and when the session ends (`session_required`). */
export function endOf({ signal, response }: Exchange, session: Session): Cancellation {
  const end = new Cancellation();
  const leave = () => end.abort(signal.reason);
  const signedOut = () => end.abort(new DomainError('session_required', 'the session has ended'));
  signal.addEventListener('abort', leave);
  session.signal.addEventListener('abort', signedOut);
  response.once('close', () => session.signal.removeEventListener('abort', signedOut));
  if (session.signal.aborted) signedOut();
  return end;
}
