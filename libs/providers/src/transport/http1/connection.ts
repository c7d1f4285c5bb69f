import type { Socket } from 'node:net';
import { ConnectionFault, type FaultCode } from './connection-fault.js';
import { openSocket, type SocketUser } from './open-socket.js';
import type { Origin } from './origin.js';
import { ResponseParser } from './response/response-parser.js';
import type { ResponseHead } from './response/response-head.js';

/** HttpRequest is a request as it is written. */
export interface HttpRequest {
  /** Latin-1, with the empty line at its end. */
  readonly head: string;
  readonly body: Buffer | undefined;
}

/** ResponseListener gets one response: its head, its body, then its end or at any point a failure. */
export interface ResponseListener {
  /** True while somebody waits for the next bytes, so that they will not lie in a queue. */
  readonly waits: boolean;
  onHead(head: ResponseHead): void;
  /** The bytes are the listener's own. */
  onData(bytes: Buffer): void;
  onEnd(): void;
  onFailure(error: Error): void;
}

export interface ConnectionOwner {
  /** rested says that the connection may be used again, before `connection.restsUntil`. */
  rested(connection: Connection): void;
  /** spent says that the connection must not be used again. */
  spent(connection: Connection): void;
  /** closed says that its socket is closed. */
  closed(connection: Connection): void;
}

const MOST_BODY_IN_ONE_WRITE = 16 * 1024;

/** Connection carries requests to an origin, one at a time, the next only when the response is complete. */
export class Connection implements SocketUser {
  /** True once requests can be written: after the TLS handshake, where there is one. */
  established = false;
  /** performance.now() up to which a resting connection is of use. */
  restsUntil = 0;
  private readonly socket: Socket;
  private readonly parser = new ResponseParser();
  private readonly connectLimit: NodeJS.Timeout | undefined;
  private listener: ResponseListener | undefined;
  /** The first request, until the connection is established. */
  private waiting: HttpRequest | undefined;
  private paused = false;

  constructor(
    origin: Origin,
    private readonly owner: ConnectionOwner,
  ) {
    this.socket = openSocket(origin, this);
    const limit = origin.connectMilliseconds;
    if (limit > 0) this.connectLimit = setTimeout(() => this.fail('CONNECT_LIMIT'), limit);
  }

  /** send writes a request, as soon as the connection is established. */
  send(request: HttpRequest, listener: ResponseListener): void {
    this.listener = listener;
    if (this.established) this.write(request);
    else this.waiting = request;
  }

  /** pause stops reading until resume(). */
  pause(): void {
    this.paused = true;
    this.socket.pause();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.socket.resume();
  }

  /** abort closes the connection at once; its listener hears nothing more. */
  abort(): void {
    this.listener = undefined;
    this.waiting = undefined;
    clearTimeout(this.connectLimit);
    this.owner.spent(this);
    this.socket.destroy();
  }

  /** fail is abort, and a listener is told why. */
  fail(reason: FaultCode): void {
    this.failed(new ConnectionFault(reason));
  }

  opened(): void {
    clearTimeout(this.connectLimit);
    this.established = true;
    const request = this.waiting;
    this.waiting = undefined;
    if (request !== undefined) this.write(request);
  }

  received(bytes: Buffer, size: number, lent: boolean): void {
    // Nothing was asked for: such bytes must never be read as the answer to the next request.
    if (this.listener === undefined) return this.abort();
    const { parser } = this;
    const headBefore = parser.head;
    const after = parser.read(bytes, 0, size);
    const { head, complete } = parser;
    if (head !== undefined && headBefore === undefined) this.listener.onHead(head);
    if (parser.bodyTo > parser.bodyFrom) this.listener?.onData(this.piece(bytes, lent));
    if (parser.failure !== undefined) this.failed(parser.failure);
    else if (complete) this.finish(after === size ? (head?.idleMilliseconds ?? 0) : 0);
  }

  ended(): void {
    // A handshake that was cut short is reported by an error of its own.
    if (!this.established) return;
    if (this.parser.end()) this.finish(0);
    else this.fail('CONNECTION_ENDED');
  }

  failed(error: Error): void {
    const { listener } = this;
    this.abort();
    listener?.onFailure(error);
  }

  closed(): void {
    this.fail('CONNECTION_ENDED');
    this.owner.closed(this);
  }

  private write({ head, body }: HttpRequest): void {
    const { socket } = this;
    if (body === undefined || body.length <= MOST_BODY_IN_ONE_WRITE) {
      socket.write(body === undefined ? head : head + body.toString('latin1'), 'latin1');
    } else {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    }
  }

  private finish(idleMilliseconds: number): void {
    const { listener } = this;
    this.listener = undefined;
    const sent = this.socket.writableLength === 0;
    if (listener !== undefined && sent && idleMilliseconds > 0) this.rest(idleMilliseconds);
    else this.abort();
    listener?.onEnd();
  }

  private rest(milliseconds: number): void {
    this.parser.next();
    this.resume();
    this.restsUntil = performance.now() + milliseconds;
    this.owner.rested(this);
  }

  /**
   * piece is the body bytes of the last read, copied where they are only lent. One that may lie in a queue holds no
   * memory but its own; one that is wanted now, or the last one, may share Node's 8 KiB pool at a tenth of the cost.
   */
  private piece(bytes: Buffer, lent: boolean): Buffer {
    const { bodyFrom, bodyTo, complete } = this.parser;
    if (!lent) return bytes.subarray(bodyFrom, bodyTo);
    const shared = complete || this.listener?.waits === true;
    const size = bodyTo - bodyFrom;
    const copy = shared ? Buffer.allocUnsafe(size) : Buffer.allocUnsafeSlow(size);
    bytes.copy(copy, 0, bodyFrom, bodyTo);
    return copy;
  }
}
