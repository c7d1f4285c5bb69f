import type { IncomingMessage, ServerResponse } from 'node:http';
import { Cancellation, claimsIn, type CallerClaims, type CancelSignal } from '@app/kernel';

export type LogFields = Readonly<Record<string, string | number | undefined>>;

/**
 * Exchange is one request and its response, from the head of the one to the end of the other: what the doors, the
 * body reader, the handlers and the log line know of it together.
 */
export class Exchange {
  readonly startedAt = performance.now();
  /** What its caller says of it; proves nothing. */
  readonly claims: CallerClaims | undefined;
  /** The route's own pattern; undefined where no route matched. */
  route: string | undefined = undefined;
  /** Code of the error that the request was answered with. */
  errorCode: string | undefined = undefined;
  /** What a handler adds to the log line: names and counts, never content. */
  logFields: LogFields | undefined = undefined;
  /** The parsed body; undefined until it has been read, and when there is none. */
  body: unknown = undefined;
  /** The body's bytes after content decoding, exactly as the client wrote them. */
  bodyBytes: Buffer | undefined = undefined;
  /** Bytes of the body budget that are held until the end. */
  bodyHeld = 0;
  /** Where Exchanges keeps it. */
  place = 0;
  private readonly cancellation = new Cancellation();

  constructor(
    readonly id: string,
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {
    this.claims = claimsIn(request.headers);
  }

  /** Aborts when the client goes away before it has its whole answer, and when the process cannot wait any more. */
  get signal(): CancelSignal {
    return this.cancellation;
  }

  /** cancel aborts the signal; without a reason it says that the client left. */
  cancel(reason?: Error): void {
    this.cancellation.abort(reason);
  }
}
