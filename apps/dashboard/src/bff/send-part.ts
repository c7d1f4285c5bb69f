import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionOf } from '../sessions/session-guard.js';
import { endOf } from './end-of-asking.js';
import type { OwnRead } from './own-reads.js';

/** sendPart answers a request with one read alone. */
export async function sendPart(request: FastifyRequest, reply: FastifyReply, read: OwnRead): Promise<void> {
  const session = sessionOf(request);
  const signal = endOf(request.exchange, session);
  const { status, headers, body } = await read({ session, requestId: request.exchange.id, signal });
  await reply.status(status).headers(headers).send(body);
}
