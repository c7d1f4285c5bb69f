import type { Client } from '@app/auth';
import type { Exchange } from '@app/http';
import { DomainError } from '@app/kernel';
import type { Principal } from '@app/mcp';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Visitor is who asks the agents for something, and the request in which that happens. */
export interface Visitor {
  readonly client: Client;
  readonly principal: Principal;
  readonly exchange: Exchange;
}

export function visitorOf({ client, exchange }: FastifyRequest): Visitor {
  if (client === undefined) throw new DomainError('unauthorized', 'nobody is known to ask for this');
  return { client, principal: { id: client.id, tools: client.tools }, exchange };
}

/** carryHeaders keeps what was set on the reply for an answer that goes out on the response itself. */
export function carryHeaders(reply: FastifyReply): void {
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
}
