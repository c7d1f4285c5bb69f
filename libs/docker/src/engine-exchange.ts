import type { ClientRequest, IncomingMessage } from 'node:http';
import { callFailure, CallTimeout, type CallStage } from './call-failure.js';
import type { EngineDoor } from './engine-door.js';
import type { EngineRoute } from './engine-routes.js';

export interface EngineTimeouts {
  /** Milliseconds to a connection, handshake included. */
  readonly connect: number;
  /** Milliseconds from there to the answer's head. */
  readonly head: number;
  /** Milliseconds without a byte of the answer's body; 0 waits for ever, as following must. */
  readonly idle: number;
}

export interface EngineRequest {
  readonly node: string;
  readonly method: EngineRoute['method'];
  readonly path: string;
  readonly timeouts: EngineTimeouts;
  readonly signal?: AbortSignal | undefined;
}

/** EngineAnswer is the head of an answer; its body must be read or discarded. */
export interface EngineAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The body's bytes as they come; a body that breaks off throws. Leaving the loop closes the connection. */
  body(): AsyncIterable<Buffer>;
  discard(): void;
}

/** exchange sends one request and resolves with the head of its answer; throws what callFailure names. */
export function exchange(door: EngineDoor, request: EngineRequest): Promise<EngineAnswer> {
  return new EngineExchange(door, request).head();
}

class EngineExchange {
  #stage: CallStage = 'connecting';
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly door: EngineDoor,
    private readonly request: EngineRequest,
  ) {}

  async head(): Promise<EngineAnswer> {
    const { signal, timeouts } = this.request;
    if (signal?.aborted === true) throw this.failure(signal.reason);
    const call = this.send();
    this.deadline(call, timeouts.connect, 'a connection');
    call.once('socket', (socket) => socket.once(this.door.openedBy, () => this.connected(call)));
    try {
      return await this.answered(call);
    } catch (cause) {
      throw this.failure(cause);
    } finally {
      clearTimeout(this.#timer);
    }
  }

  /** A change has no body; saying so keeps Node from framing one. */
  private send(): ClientRequest {
    const { method, path, signal } = this.request;
    const headers = method === 'POST' ? { 'content-length': '0' } : {};
    return this.door.request({ method, path, headers, ...(signal === undefined ? {} : { signal }) });
  }

  private connected(call: ClientRequest): void {
    this.#stage = 'asked';
    this.deadline(call, this.request.timeouts.head, 'the head of an answer');
  }

  private answered(call: ClientRequest): Promise<EngineAnswer> {
    return new Promise((resolve, reject) => {
      call.once('response', (message) => {
        this.#stage = 'answering';
        this.guardIdle(message);
        resolve(this.answer(message));
      });
      call.on('error', reject);
      call.end();
    });
  }

  private answer(message: IncomingMessage): EngineAnswer {
    return {
      status: message.statusCode ?? 0,
      headers: message.headers,
      body: () => this.read(message),
      discard: () => message.destroy(),
    };
  }

  private async *read(message: IncomingMessage): AsyncGenerator<Buffer> {
    try {
      for await (const part of message) yield part as Buffer;
    } catch (cause) {
      throw this.failure(message.errored ?? cause);
    }
  }

  /** A reader that lags keeps bytes waiting here; that is not the engine's silence. */
  private guardIdle(message: IncomingMessage): void {
    const { idle } = this.request.timeouts;
    if (idle === 0) return;
    message.setTimeout(idle, () => {
      if (message.readableLength === 0) message.destroy(new CallTimeout('more of an answer'));
      else message.socket.setTimeout(idle);
    });
  }

  private deadline(call: ClientRequest, milliseconds: number, waitedFor: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => call.destroy(new CallTimeout(waitedFor)), milliseconds);
  }

  private failure(cause: unknown): Error {
    const { node, method, signal } = this.request;
    const cancelled = signal?.aborted === true;
    return callFailure({ node, mutates: method !== 'GET', stage: this.#stage, cancelled, cause });
  }
}
