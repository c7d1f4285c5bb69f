import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from './logger.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a handler adds to its request's log line: names and counts, never content. */
    logFields?: Readonly<Record<string, unknown>>;
  }
}

/** nginx's status for a client that left before its answer; it is written to the log alone. */
const CLIENT_LEFT = 499;

/** logRequests writes one INFO line for each finished request; health and metrics reads go to DEBUG. */
export function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onResponse', (request, reply, done) => {
    const level = isProbe(request) ? 'debug' : 'info';
    if (logger.isLevelEnabled(level)) logger[level](lineOf(request, reply), 'request');
    done();
  });
}

function isProbe(request: FastifyRequest): boolean {
  const route = request.routeOptions.url;
  return route === '/health' || route === '/ready' || route === '/metrics';
}

function lineOf(request: FastifyRequest, reply: FastifyReply): Record<string, unknown> {
  return {
    request_id: request.id,
    method: request.method,
    route: request.routeOptions.url ?? null,
    status: reply.raw.writableEnded ? reply.raw.statusCode : CLIENT_LEFT,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    error: request.errorCode,
    ...request.logFields,
  };
}
