import { underClaims } from '@app/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Exchange } from './exchange.js';
import type { Exchanges } from './exchanges.js';

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }
}

/**
 * followFastify gives each request that reaches Fastify its exchange, its id on the answer, and its route's pattern; what
 * its caller says of it is at hand for all that is done for it.
 */
export function followFastify(server: FastifyInstance, exchanges: Exchanges): void {
  server.addHook('onRequest', (request, reply, done) => {
    request.exchange = exchanges.begin(request.id, request.raw, reply.raw);
    void reply.header('x-request-id', request.id);
    underClaims(request.id, request.exchange.claims, done);
  });
  server.addHook('onRoute', (route) => {
    const note = (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
      request.exchange.route = route.url;
      done();
    };
    route.onRequest = [note, ...[route.onRequest ?? []].flat()];
  });
}
