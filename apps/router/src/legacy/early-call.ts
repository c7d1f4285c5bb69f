import { Cancellation, type JsonObject } from '@app/kernel';
import type { McpFailure, McpNotification, McpRequest } from '@app/mcp';
import type { ServerContext } from '@modelcontextprotocol/server';
import { askClient } from './ask-client.js';

/** A call that is silent for so long gets its stream. */
const SILENCE_MS = 150;

/** What became of a call within its first moments. */
export type Beginning =
  | { readonly kind: 'result'; readonly result: JsonObject }
  | { readonly kind: 'failure'; readonly failure: McpFailure }
  /** It takes its time, or has something to say before its result. */
  | { readonly kind: 'stream' }
  | { readonly kind: 'cancelled' };

/**
 * EarlyCall is a call of a session that was begun before the SDK knows of it. Most have their result at once, and need
 * neither a stream nor the SDK; the others are adopted: handed over to the SDK while they run.
 */
export class EarlyCall {
  readonly cancellation = new Cancellation();
  private readonly began = Promise.withResolvers<Beginning>();
  private readonly adopted = Promise.withResolvers<ServerContext>();
  private readonly unsaid: McpNotification[] = [];
  private context: ServerContext | undefined;
  private running: Promise<JsonObject> | undefined;

  constructor(private readonly pass: (notification: McpNotification, context: ServerContext) => void) {}

  /** begin resolves with what became of `run` first. `run` rejects with McpFailure alone. */
  async begin(run: () => Promise<JsonObject>): Promise<Beginning> {
    this.running = run();
    this.running.then(
      (result) => this.began.resolve({ kind: 'result', result }),
      (failure: McpFailure) => this.began.resolve({ kind: 'failure', failure }),
    );
    const silence = setTimeout(() => this.began.resolve({ kind: 'stream' }), SILENCE_MS);
    try {
      return await this.began.promise;
    } finally {
      clearTimeout(silence);
    }
  }

  /** adopt goes on within a request of the SDK's, and settles as the call does. */
  adopt(context: ServerContext): Promise<JsonObject> {
    const { signal } = context.mcpReq;
    if (signal.aborted) this.cancel();
    else signal.addEventListener('abort', () => this.cancel(), { once: true });
    this.context = context;
    for (const notification of this.unsaid.splice(0)) this.pass(notification, context);
    this.adopted.resolve(context);
    return this.running ?? Promise.reject(new Error('a call is adopted after it began'));
  }

  cancel(): void {
    this.began.resolve({ kind: 'cancelled' });
    this.cancellation.abort();
  }

  notify(notification: McpNotification): void {
    if (this.context !== undefined) return this.pass(notification, this.context);
    this.unsaid.push(notification);
    this.began.resolve({ kind: 'stream' });
  }

  async ask(question: McpRequest): Promise<JsonObject> {
    this.began.resolve({ kind: 'stream' });
    return askClient(await this.adopted.promise, question);
  }
}
