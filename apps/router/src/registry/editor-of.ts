import { DomainError } from '@app/kernel';
import type { Editor } from '@app/mcp';
import type { FastifyRequest } from 'fastify';

/** editorOf says who changes something, as the guard found out. */
export function editorOf({ client, exchange }: FastifyRequest): Editor {
  if (client === undefined) throw new DomainError('unauthorized', 'nobody is known to ask for this');
  return { actor: client.id, requestId: exchange.id };
}
