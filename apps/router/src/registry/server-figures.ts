import type { Era } from '@app/mcp';

/** What is known of a server beside its health. */
export interface ServerFigure {
  readonly tools: {
    readonly allowed: number;
    readonly denied: number;
    readonly quarantined: number;
    readonly blocked: number;
  };
  /** That of its last connection. */
  readonly era: Era | undefined;
  /** Of this router, since it started. */
  readonly last_call: string | undefined;
  readonly errors_last_hour: number;
}

/** ServerFigures knows what the servers show and how they are used. */
export abstract class ServerFigures {
  abstract of(server: string): ServerFigure;
}
