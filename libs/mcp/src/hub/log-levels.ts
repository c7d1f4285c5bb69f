import { isJsonObject, type JsonObject } from '@app/kernel';
import type { PooledServer, ServerFace } from '../upstream/server-pool.js';
import type { HubParts } from './hub-parts.js';
import type { HubCaller } from './hub-types.js';
import { invalidParams } from './mcp-failures.js';

const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
export const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

/**
 * LogLevels knows how much of a server's log each client wants: a session by logging/setLevel, a modern request by its
 * `_meta`, and a modern request without a level nothing. A shared server of old is told the most that anybody wants.
 */
export class LogLevels {
  readonly #sessions = new Map<string, number>();
  readonly #sent = new Map<string, number>();

  constructor(private readonly parts: Pick<HubParts, 'limits'>) {}

  /** set remembers what a session wants. Throws -32602 for what is no level. */
  set(session: string, level: unknown): number {
    const number = numberOf(level);
    this.#sessions.set(session, number);
    return number;
  }

  /** A session that never said gets what its server says by itself. */
  wantsInSession(session: string, level: unknown): boolean {
    return LEVELS.indexOf(String(level)) >= (this.#sessions.get(session) ?? 0);
  }

  /** wants is asked for each log message on its way to a client. */
  wants(caller: HubCaller, meta: JsonObject | undefined, level: unknown): boolean {
    if (caller.era === 'legacy') return this.wantsInSession(caller.session ?? '', level);
    const least = this.levelOf(caller, meta);
    return least !== undefined && LEVELS.indexOf(String(level)) >= least;
  }

  levelOf(caller: HubCaller, meta: JsonObject | undefined): number | undefined {
    if (caller.era === 'legacy') return this.#sessions.get(caller.session ?? '');
    const level = meta?.[LOG_LEVEL];
    return level === undefined ? undefined : numberOf(level);
  }

  /**
   * raise tells a server of old to say at least as much as is wanted; a modern one is told with each request. Rejects as
   * PooledServer.request does.
   */
  async raise(
    server: PooledServer,
    face: ServerFace,
    wanted: number,
    session: string | undefined,
  ): Promise<void> {
    if (face.era === 'modern' || !isJsonObject(face.capabilities['logging'])) return;
    const key = server.entry.shared ? server.id : `${server.id} ${session ?? ''}`;
    if ((this.#sent.get(key) ?? Infinity) <= wanted) return;
    this.#sent.set(key, wanted);
    const request = { method: 'logging/setLevel', params: { level: LEVELS[wanted] } };
    await server.request(request, this.#call(), session);
  }

  /** A server that was started anew knows nothing of levels. */
  forget(server: string): void {
    for (const key of this.#sent.keys()) if (key.split(' ')[0] === server) this.#sent.delete(key);
  }

  endSession(session: string): void {
    this.#sessions.delete(session);
    for (const key of this.#sent.keys()) if (key.endsWith(` ${session}`)) this.#sent.delete(key);
  }

  nameOf(level: number): string | undefined {
    return LEVELS[level];
  }

  #call() {
    const { listWaitMs } = this.parts.limits;
    const signal = new AbortController().signal;
    return { signal, idleMs: listWaitMs, totalMs: listWaitMs, takesInputRequired: false };
  }
}

function numberOf(level: unknown): number {
  const number = typeof level === 'string' ? LEVELS.indexOf(level) : -1;
  if (number < 0) throw invalidParams(`level must be one of ${LEVELS.join(', ')}`);
  return number;
}
