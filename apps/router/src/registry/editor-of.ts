import { DomainError } from '@app/kernel';
import type { Editor } from '@app/mcp';
import type { FastifyRequest } from 'fastify';

const REASON_HEADER = 'x-change-reason';
const LONGEST_REASON = 500;

/**
 * editorOf says who changes something, as the guard found out, and why, when they say so in `X-Change-Reason`: text in
 * UTF-8, percent-encoded as in a URL, because a header holds no such text. Throws `invalid_request`.
 */
export function editorOf({ client, exchange, headers }: FastifyRequest): Editor {
  if (client === undefined) throw new DomainError('unauthorized', 'nobody is known to ask for this');
  const reason = reasonIn(headers[REASON_HEADER]);
  return { actor: client.id, requestId: exchange.id, ...(reason !== '' && { reason }) };
}

function reasonIn(header: string | string[] | undefined): string {
  try {
    const reason = decodeURIComponent(String(header ?? '')).trim();
    if (reason.length <= LONGEST_REASON) return reason;
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
  const message = `wanted at most ${LONGEST_REASON} characters, percent-encoded as in a URL`;
  throw new DomainError('invalid_request', message, { param: 'X-Change-Reason' });
}
