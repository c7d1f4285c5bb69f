import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EndListener } from './exchanges.js';
import type { Logger } from './logger.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a handler adds to its request's log line: names and counts, never content. */
    logFields?: Readonly<Record<string, unknown>>;
  }
}

/** nginx's status for a client that left before its answer; it is written to the log alone. */
const CLIENT_LEFT = 499;

/** accessLog writes one INFO line for each request that ended; health and metrics reads go to DEBUG. */
export function accessLog(logger: Logger): EndListener {
  return (request, reply, ms) => {
    const level = isProbe(request) ? 'debug' : 'info';
    if (logger.isLevelEnabled(level)) logger[level](lineOf(request, reply, ms), 'request');
  };
}

function isProbe(request: FastifyRequest): boolean {
  const route = request.routeOptions.url;
  return route === '/health' || route === '/ready' || route === '/metrics';
}

function lineOf(request: FastifyRequest, reply: FastifyReply, ms: number): Record<string, unknown> {
  return {
    request_id: request.id,
    method: request.method,
    route: request.routeOptions.url ?? null,
    status: reply.raw.writableEnded ? reply.raw.statusCode : CLIENT_LEFT,
    ms: Math.round(ms * 10) / 10,
    error: request.errorCode,
    ...request.logFields,
  };
}
