import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Exchange } from './exchange.js';

/** EndListener hears of each exchange once, when its response is over, be that sent or broken off. */
export type EndListener = (exchange: Exchange) => void;

/**
 * Exchanges follows each request from its head to the end of its response. Fastify's own onResponse says nothing
 * of a client that leaves.
 *
 * When the server closes, connections without a request in flight are cut at once, and the others after their
 * response: node's own close() would wait for a client that has connected and asks for nothing.
 */
export class Exchanges {
  /**
   * An array with swapping removal, not a Set: a Set that changes with every request leaves a chain of outgrown tables,
   * which keeps what went through it alive until the next full garbage collection.
   */
  private readonly open: Exchange[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly listeners: EndListener[] = [];
  private stopping = false;

  get closing(): boolean {
    return this.stopping;
  }

  onEnd(listener: EndListener): void {
    this.listeners.push(listener);
  }

  /** follow knows the server's connections from now on. */
  follow(server: Server): void {
    server.on('connection', (socket: Socket) => {
      if (this.stopping) return socket.destroy();
      this.sockets.add(socket);
      return socket.once('close', () => this.sockets.delete(socket));
    });
  }

  /** begin must be called before the first await of a request: a client can leave in any window. */
  begin(id: string, request: IncomingMessage, response: ServerResponse): Exchange {
    const exchange = new Exchange(id, request, response);
    exchange.place = this.open.push(exchange) - 1;
    response.on('close', () => this.end(exchange));
    return exchange;
  }

  /** close cuts idle connections now, and ends what still runs after `graceMs` with `reason`. */
  close(graceMs: number, reason: Error): void {
    this.stopping = true;
    for (const socket of this.sockets) if (!this.isBusy(socket)) socket.destroy();
    setTimeout(() => {
      for (const exchange of this.open.slice()) exchange.cancel(reason);
    }, graceMs).unref();
  }

  private end(exchange: Exchange): void {
    const { request, response } = exchange;
    this.remove(exchange);
    if (!response.writableFinished) exchange.cancel();
    if (this.stopping && !this.isBusy(request.socket)) request.socket.destroySoon();
    for (const listener of this.listeners) listener(exchange);
  }

  private remove({ place }: Exchange): void {
    const last = this.open.pop();
    if (last === undefined || last.place === place) return;
    this.open[place] = last;
    last.place = place;
  }

  private isBusy(socket: Socket): boolean {
    for (const { request } of this.open) if (request.socket === socket) return true;
    return false;
  }
}
