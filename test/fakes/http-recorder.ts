import { createServer as createHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import type { Json } from './json.ts';
import { splitBytes, type Cut } from './split-bytes.ts';

/** How an exchange ended: we answered in full, the peer left before that, or the fake broke it off itself. */
export type Outcome = 'answered' | 'aborted' | 'broken';

/** Recorded is one request and what became of it. */
export interface Recorded {
  readonly method: string;
  /** Path and query as they came. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** The body as JSON; undefined when it is none. */
  readonly body: Json | undefined;
  readonly ended: Promise<Outcome>;
  readonly outcome: Outcome | undefined;
  /** performance.now() at the end. */
  readonly endedAt: number | undefined;
  /** Every body byte written so far, in order; empty for a scenario that keeps none. */
  sent(): Buffer;
  /** Body bytes that the socket took without asking for a pause, or took after one. */
  readonly accepted: number;
  /** Resolves when one write has been waiting for the peer for `ms` milliseconds. */
  stalled(ms: number): Promise<void>;
}

/** Exchange is a Recorded with the means to answer it. */
export class Exchange implements Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly body: Json | undefined;
  readonly ended: Promise<Outcome>;
  /** Aborted when the exchange is over, for whatever reason. */
  readonly over: AbortSignal;
  outcome: Outcome | undefined;
  endedAt: number | undefined;
  accepted = 0;
  private readonly response: ServerResponse;
  private readonly written: Buffer[] = [];
  private broken = false;
  private waitingSince: number | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, bytes: Buffer) {
    this.method = request.method ?? '';
    this.path = request.url ?? '';
    this.headers = request.headers;
    this.bytes = bytes;
    this.body = parsed(bytes);
    this.response = response;
    const over = new AbortController();
    this.over = over.signal;
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        this.outcome ??= this.broken ? 'broken' : response.writableFinished ? 'answered' : 'aborted';
        this.endedAt ??= performance.now();
        over.abort();
        resolve(this.outcome);
      };
      if (response.destroyed || response.closed) end();
      else response.once('close', end);
    });
  }

  get headersSent(): boolean {
    return this.response.headersSent;
  }

  sent(): Buffer {
    return Buffer.concat(this.written);
  }

  async stalled(ms: number): Promise<void> {
    while (this.waitingSince === undefined || performance.now() - this.waitingSince < ms) {
      if (this.outcome !== undefined)
        throw new Error(`the exchange ended (${this.outcome}) and never stalled`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** open sends the status line and the headers at once. */
  open(status: number, headers: Record<string, string>): void {
    this.response.writeHead(status, headers);
    this.response.flushHeaders();
  }

  /** write sends bytes, cut as asked, and waits while the peer does not read. */
  async write(bytes: Buffer, cut: Cut = 'whole', keep = true): Promise<void> {
    for (const piece of splitBytes(bytes, cut)) {
      if (this.over.aborted) return;
      if (keep) this.written.push(piece);
      const flowing = this.response.write(piece);
      if (!flowing) await this.drained();
      this.accepted += piece.length;
      if (cut !== 'whole') await new Promise((resolve) => setImmediate(resolve));
    }
  }

  end(): void {
    this.response.end();
  }

  /** answer sends a whole reply with its Content-Length. */
  answer(status: number, headers: Record<string, string>, body: string | Buffer): void {
    const bytes = Buffer.from(body);
    this.written.push(bytes);
    this.accepted += bytes.length;
    this.response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
    this.response.end(bytes);
  }

  /** reset tears the connection down with a TCP RST. */
  reset(): void {
    this.broken = true;
    this.response.socket?.resetAndDestroy();
  }

  private async drained(): Promise<void> {
    this.waitingSince = performance.now();
    await once(this.response, 'drain', { signal: this.over }).catch(() => undefined);
    this.waitingSince = undefined;
  }
}

function parsed(bytes: Buffer): Json | undefined {
  try {
    return JSON.parse(bytes.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}

/** HttpRecorder is an HTTP server on a free port of 127.0.0.1 that keeps what came in and how it ended. */
export class HttpRecorder {
  readonly requests: Exchange[] = [];
  url = '';
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly waiters = new Set<() => void>();

  constructor(handle: (exchange: Exchange) => Promise<void>, tls?: ServerOptions) {
    const listener: RequestListener = (request, response) => {
      void this.receive(request, response, handle);
    };
    this.server = tls === undefined ? createHttp(listener) : createHttps(tls, listener);
    this.server.requestTimeout = 0;
    this.server.on('connection', (socket: Socket) => {
      socket.setNoDelay(true);
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  get aborts(): number {
    return this.requests.filter((request) => request.outcome === 'aborted').length;
  }

  openSockets(): number {
    return this.sockets.size;
  }

  async listen(scheme: 'http' | 'https'): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `${scheme}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** request resolves with the first request that matches, now or later. */
  async request(matches: (request: Recorded) => boolean): Promise<Recorded> {
    const found = this.requests.find(matches);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => this.waiters.add(resolve));
    return this.request(matches);
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async receive(
    request: IncomingMessage,
    response: ServerResponse,
    handle: (exchange: Exchange) => Promise<void>,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    response.on('error', () => undefined);
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return;
    }
    const exchange = new Exchange(request, response, Buffer.concat(chunks));
    this.requests.push(exchange);
    this.announce();
    await handle(exchange);
  }

  private announce(): void {
    const waiting = [...this.waiters];
    this.waiters.clear();
    for (const wake of waiting) wake();
  }
}
