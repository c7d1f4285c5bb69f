import type { Exchange, Logger } from '@app/http';
import { DomainError, isJsonObject } from '@app/kernel';
import type { McpHub, View } from '@app/mcp';
import { isLegacyRequest } from '@modelcontextprotocol/server';
import type { Admission } from '../access/mcp-access.js';
import { LegacyDoor } from '../legacy/legacy-door.js';
import { SESSION_ID } from '../legacy/legacy-session.js';
import { SessionBook, type SessionLimits } from '../legacy/session-book.js';
import { ModernDoor } from '../modern/modern-door.js';
import { plainCall, type PlainCall } from '../plain/plain-call.js';
import { keepExactArguments } from './exact-arguments.js';
import { sendResponse } from './send-response.js';
import type { Visit } from './visit.js';
import { webRequest } from './web-request.js';

const METHODS = ['POST', 'GET', 'DELETE'];
const METHOD_NAME = /^[A-Za-z_]+(\/[A-Za-z_]+)*$/;
const LONGEST_NAME = 64;

/** McpEndpoint serves MCP over HTTP to clients of both eras, each request in its own way. */
export class McpEndpoint {
  readonly sessions: SessionBook;
  private readonly modern: ModernDoor;
  private readonly legacy: LegacyDoor;

  constructor(hub: McpHub, limits: SessionLimits, logger: Logger) {
    this.sessions = new SessionBook(hub, limits, logger);
    this.modern = new ModernDoor(hub, logger);
    this.legacy = new LegacyDoor(this.sessions);
  }

  /** How many subscription streams of the modern era are open. */
  get listening(): number {
    return this.modern.listens.size;
  }

  /** serve answers an exchange whose body was read, on its own response; what it throws is to be answered as an error. */
  async serve(exchange: Exchange, view: View, { principal, again }: Admission): Promise<void> {
    const { method = '' } = exchange.request;
    if (!METHODS.includes(method)) {
      throw new DomainError('method_not_allowed', 'an MCP endpoint takes POST, GET and DELETE');
    }
    if (method === 'POST' && exchange.body === undefined) {
      throw new DomainError('invalid_json', 'the body is empty, wanted a JSON-RPC message');
    }
    keepExactArguments(exchange);
    const visit: Visit = { exchange, view, principal, again };
    const call = plainCall(exchange);
    if (call === undefined || !(await this.servePlain(visit, call))) await this.serveBySdk(visit, call);
  }

  private async servePlain(visit: Visit, call: PlainCall): Promise<boolean> {
    const { exchange } = visit;
    const isLegacy = SESSION_ID in exchange.request.headers;
    note(visit, isLegacy);
    return (isLegacy ? this.legacy : this.modern).servePlain(visit, call);
  }

  private async serveBySdk(visit: Visit, call: PlainCall | undefined): Promise<void> {
    const { exchange } = visit;
    const request = webRequest(exchange);
    const isLegacy = await isLegacyRequest(request, exchange.body);
    note(visit, isLegacy);
    const answer = await (isLegacy ? this.legacy : this.modern).serve(visit, request);
    if (!isLegacy && call !== undefined && answer.status === 200) this.modern.learn(call);
    await sendResponse(exchange, answer);
  }

  /** recheck follows a change of who may call: streams and sessions of callers who lost their right are ended. */
  async recheck(): Promise<void> {
    await Promise.all([this.sessions.recheck(), this.modern.listens.recheck()]);
  }

  /** finish ends the streams that would stay open, so that the server can stop; calls go on. */
  async finish(): Promise<void> {
    this.sessions.finish();
    await this.modern.listens.close();
  }

  close(): Promise<void> {
    return this.sessions.close();
  }
}

function note({ exchange, principal }: Visit, isLegacy: boolean): void {
  const era = isLegacy ? 'legacy' : 'modern';
  exchange.logFields = { client: principal.id, era, rpc: rpcName(exchange) };
}

/** For the log: a method's name, never anything else that a client could have made up. */
function rpcName({ body }: Exchange): string | undefined {
  const method = isJsonObject(body) ? body['method'] : undefined;
  if (typeof method !== 'string' || method.length > LONGEST_NAME) return undefined;
  return METHOD_NAME.test(method) ? method : undefined;
}
