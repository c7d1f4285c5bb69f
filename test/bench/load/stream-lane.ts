import type { Socket } from 'node:net';
import type { StreamScript } from '../scripted-text.ts';
import { StreamCall } from './stream-call.ts';
import { openSocket, type Target } from './target.ts';

/** StreamLane is one connection that carries one stream at a time, and a new connection after one was closed. */
export class StreamLane {
  #socket: Socket | undefined;
  #call: StreamCall | undefined;
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  async open(): Promise<void> {
    const socket = await openSocket(this.#target, (bytes) => this.#call?.push(bytes));
    // 'close' follows and ends the call, which then counts as unfinished.
    socket.once('error', () => socket.destroy());
    socket.once('close', () => this.#call?.close());
    this.#socket = socket;
  }

  async start(script: StreamScript): Promise<StreamCall> {
    if (!this.#socket || this.#socket.destroyed) await this.open();
    if (!this.#socket) throw new Error('The lane has no connection');
    this.#call = new StreamCall(this.#socket, this.#target, script);
    return this.#call;
  }

  /** cut drops the connection, as a client does that went away. */
  cut(): void {
    this.#socket?.destroy();
  }
}
