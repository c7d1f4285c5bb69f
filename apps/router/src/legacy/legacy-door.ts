import { DomainError } from '@app/kernel';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import type { Visit } from '../mcp/visit.js';
import type { SessionBook } from './session-book.js';

const SESSION_ID = 'mcp-session-id';

/** LegacyDoor serves the eras with sessions (2024-11-05 to 2025-11-25) over streamable HTTP. */
export class LegacyDoor {
  constructor(private readonly sessions: SessionBook) {}

  /** serve throws `session_not_found`, or `invalid_request` for a request without a session that begins none. */
  serve(visit: Visit, request: Request): Promise<Response> {
    const id = request.headers.get(SESSION_ID);
    if (id !== null) return this.sessions.find(id, visit).serve(visit, request);
    if (isInitializeRequest(visit.exchange.body)) return this.sessions.open(visit, request);
    throw new DomainError('invalid_request', 'wanted the header Mcp-Session-Id, or an initialize request');
  }
}
