import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** EndListener hears of each request once, when its response is over, `ms` after the request came. */
export type EndListener = (request: FastifyRequest, reply: FastifyReply, ms: number) => void;

/**
 * Exchanges follows each request from its headers to the end of its response, be that sent or broken off;
 * Fastify's own onResponse says nothing of a client that leaves.
 *
 * When the server closes, connections without a request in flight are cut at once, and the others after their
 * response: node's own close() would wait for a client that has connected and asks for nothing.
 */
export class Exchanges {
  private readonly sockets = new Map<Socket, number>();
  private readonly listeners: EndListener[] = [];
  private closing = false;

  constructor(server: FastifyInstance) {
    server.addHook('onRequest', (request, reply, done) => {
      this.begin(request, reply);
      done();
    });
    server.addHook('preClose', (done) => {
      this.cutIdle();
      done();
    });
    this.followConnections(server.server);
  }

  onEnd(listener: EndListener): void {
    this.listeners.push(listener);
  }

  private begin(request: FastifyRequest, reply: FastifyReply): void {
    const startedAt = performance.now();
    const { socket } = request.raw;
    this.count(socket, 1);
    reply.raw.once('close', () => {
      this.count(socket, -1);
      const ms = performance.now() - startedAt;
      for (const listener of this.listeners) listener(request, reply, ms);
    });
  }

  private count(socket: Socket, change: number): void {
    const running = (this.sockets.get(socket) ?? 0) + change;
    if (this.sockets.has(socket)) this.sockets.set(socket, running);
    if (this.closing && running === 0) socket.destroySoon();
  }

  private cutIdle(): void {
    this.closing = true;
    for (const [socket, running] of this.sockets) if (running === 0) socket.destroy();
  }

  private followConnections(server: Server): void {
    server.on('connection', (socket: Socket) => {
      if (this.closing) return socket.destroy();
      this.sockets.set(socket, 0);
      return socket.once('close', () => this.sockets.delete(socket));
    });
  }
}
