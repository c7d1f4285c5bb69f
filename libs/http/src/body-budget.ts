import { DomainError } from '@app/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * limitBufferedBodies bounds the bytes that all requests in flight may hold in memory as bodies.
 * A request reserves its content-length, or `perRequest` when it does not say; over `total` it gets 503.
 */
export function limitBufferedBodies(server: FastifyInstance, total: number, perRequest: number): void {
  let held = 0;
  server.addHook('onRequest', (request, reply, done) => {
    const size = Math.min(announced(request, perRequest), perRequest);
    if (size === 0) return done();
    if (held + size > total) return done(tooMany());
    held += size;
    reply.raw.once('close', () => (held -= size));
    return done();
  });
}

function announced(request: FastifyRequest, otherwise: number): number {
  if (request.headers['transfer-encoding'] !== undefined) return otherwise;
  const length = Number(request.headers['content-length'] ?? 0);
  return Number.isFinite(length) ? length : otherwise;
}

function tooMany(): DomainError {
  return new DomainError('overloaded', 'too many large requests at once', { retryAfter: 1 });
}
