import type { Exchange } from '@app/http';

/** whenOver calls `then` once an exchange is over, or at once when its client has left already. */
export function whenOver({ response, signal }: Exchange, then: () => void): void {
  if (signal.aborted) then();
  else response.once('close', then);
}
