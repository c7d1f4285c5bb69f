import { DomainError, type JsonObject } from '@app/kernel';
import { McpFailure } from '../wire/messages.js';
import type { CallInFlight, CallsInFlight } from './calls-in-flight.js';
import { INTERNAL_ERROR, METHOD_NOT_FOUND, type RpcMessage } from './rpc-message.js';

/** More open questions than this are refused: a server that asks endlessly must not fill the memory. */
const MOST_OPEN = 32;

/** Which of a client's capabilities a server's request needs. */
const NEEDS: Readonly<Record<string, string>> = {
  'sampling/createMessage': 'sampling',
  'elicitation/create': 'elicitation',
  'roots/list': 'roots',
};

/**
 * ServerRequests answers what a legacy server asks. A question goes to the client of the call that it belongs to; when
 * that cannot be told it is refused, because it may hold what another client must not see.
 */
export class ServerRequests {
  private open = 0;

  constructor(
    private readonly calls: CallsInFlight,
    private readonly send: (message: RpcMessage) => void,
  ) {}

  /** answer never throws: whatever goes wrong, the server is told. */
  async answer(request: RpcMessage, origin: number | undefined): Promise<void> {
    const { id } = request;
    try {
      this.send({ jsonrpc: '2.0', id, result: await this.resultOf(request, origin) });
    } catch (error) {
      this.send({ jsonrpc: '2.0', id, error: errorOf(error) });
    }
  }

  private async resultOf(request: RpcMessage, origin: number | undefined): Promise<JsonObject> {
    if (request.method === 'ping') return {};
    const need = NEEDS[request.method ?? ''];
    if (need === undefined) throw new McpFailure(METHOD_NOT_FOUND, 'Method not found');
    if (this.open >= MOST_OPEN) throw new McpFailure(INTERNAL_ERROR, 'Too many questions are open');
    this.open += 1;
    try {
      return await this.ask(this.callOf(origin), need, request);
    } finally {
      this.open -= 1;
    }
  }

  private callOf(origin: number | undefined): CallInFlight {
    const call = origin === undefined ? this.calls.theOne() : this.calls.get(origin);
    if (call !== undefined) return call;
    throw new McpFailure(INTERNAL_ERROR, 'It cannot be told which call this belongs to, so nobody is asked');
  }

  private ask({ call, budget }: CallInFlight, need: string, request: RpcMessage): Promise<JsonObject> {
    const { ask, capabilities } = call;
    const question = { method: request.method ?? '', params: request.params };
    if (ask === undefined || (capabilities !== undefined && capabilities[need] === undefined)) {
      call.onUnanswerable?.(question);
      throw new McpFailure(METHOD_NOT_FOUND, `The client behind this call has no ${need}`);
    }
    return budget.whileAsking(() => ask(question));
  }
}

function errorOf(error: unknown): RpcMessage['error'] {
  if (error instanceof McpFailure) return { code: error.code, message: error.message, data: error.data };
  const message = error instanceof DomainError ? error.message : 'The client could not be asked';
  return { code: INTERNAL_ERROR, message };
}
