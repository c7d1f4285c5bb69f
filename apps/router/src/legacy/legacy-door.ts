import { DomainError, type JsonObject } from '@app/kernel';
import { isInitializeRequest, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/server';
import type { Visit } from '../mcp/visit.js';
import type { PlainCall } from '../plain/plain-call.js';
import { SESSION_ID } from './legacy-session.js';
import type { SessionBook } from './session-book.js';

/** Members of `_meta` that belong to the protocol, by which the eras are told apart. */
const RESERVED = 'io.modelcontextprotocol/';

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
  /** servePlain returns false for a call that may not be of a session, of which nothing was done. Throws as `serve` does. */
  async servePlain(visit: Visit, call: PlainCall): Promise<boolean> {
    const { [SESSION_ID]: id, 'mcp-protocol-version': version } = visit.exchange.request.headers;
    if (typeof id !== 'string' || !isOfOld(version) || hasReserved(call.meta)) return false;
    const session = this.sessions.find(id, visit);
    if (!session.isOpen) return false;
    await session.servePlain(visit, call);
    return true;
  }
}

function isOfOld(version: string | string[] | undefined): boolean {
  return (
    version === undefined || (typeof version === 'string' && SUPPORTED_PROTOCOL_VERSIONS.includes(version))
  );
}

function hasReserved(meta: JsonObject = {}): boolean {
  return Object.keys(meta).some((key) => key.startsWith(RESERVED));
}
