import type { Logger } from '@app/http';
import { DomainError } from '@app/kernel';
import type { McpHub } from '@app/mcp';
import { GiveBack } from '../memory/give-back.js';
import { sameView, type Visit } from '../mcp/visit.js';
import { EventBudget } from './event-budget.js';
import { EventLog } from './event-log.js';
import { LegacySession } from './legacy-session.js';

const MIB = 1024 * 1024;
const KEPT_TOGETHER = 64 * MIB;
const KEPT_OF_ONE = { events: 512, bytes: 4 * MIB };
const SLOWEST_SWEEP_MS = 30_000;
const RETRY_SECONDS = 30;

export interface SessionLimits {
  readonly inAll: number;
  readonly ofOne: number;
  /** A session without any request, stream or call for so long is ended. */
  readonly idleMs: number;
}

/** SessionBook holds the legacy sessions, and lets go of those that nobody uses any more. */
export class SessionBook {
  private readonly sessions = new Map<string, LegacySession>();
  private readonly counts = new Map<string, number>();
  private readonly budget = new EventBudget(KEPT_TOGETHER);
  private readonly endings = new Set<Promise<void>>();
  private readonly memory = new GiveBack();
  private readonly sweep: NodeJS.Timeout;

  constructor(
    private readonly hub: McpHub,
    private readonly limits: SessionLimits,
    private readonly logger: Logger,
  ) {
    const every = Math.min(limits.idleMs / 2, SLOWEST_SWEEP_MS);
    this.sweep = setInterval(() => this.reap(), every).unref();
  }

  get size(): number {
    return this.sessions.size;
  }

  /** find throws `session_not_found` also for a session of somebody else, or of another endpoint. */
  find(id: string, { principal, view }: Visit): LegacySession {
    const session = this.sessions.get(id);
    if (session?.principal.id === principal.id && sameView(session.view, view)) return session;
    throw new DomainError('session_not_found', 'there is no such session; begin another with initialize');
  }

  /** open serves a request that begins a session; without a handshake in it nothing is kept. */
  async open(visit: Visit, request: Request): Promise<Response> {
    const release = this.take(visit.principal.id);
    const session = await this.begin(visit).catch((error: unknown) => {
      release();
      throw error;
    });
    this.sessions.set(session.id, session);
    void session.ended.then(() => this.end(session, release));
    try {
      return await session.serve(visit, request);
    } finally {
      if (!session.isOpen) await session.close();
    }
  }

  async recheck(): Promise<void> {
    await Promise.all([...this.sessions.values()].map((session) => session.recheck()));
  }

  /** finish ends the streams that wait for nothing but news, so that the server can stop. */
  finish(): void {
    for (const session of this.sessions.values()) session.finish();
  }

  async close(): Promise<void> {
    clearInterval(this.sweep);
    this.memory.close();
    await Promise.all([...this.sessions.values()].map((session) => session.close()));
    while (this.endings.size > 0) await Promise.all(this.endings);
  }

  private async begin(visit: Visit): Promise<LegacySession> {
    const face = await this.hub.face(visit.view, visit.principal);
    const events = new EventLog(KEPT_OF_ONE, this.budget);
    const session = new LegacySession({ hub: this.hub, logger: this.logger, events }, visit, face);
    await session.connect();
    return session;
  }

  private end(session: LegacySession, release: () => void): void {
    this.sessions.delete(session.id);
    release();
    this.memory.sessionEnded();
    const ending = this.hub.endSession(session.id).catch((err: unknown) => {
      this.logger.warn({ err }, 'what was kept for a session could not be ended');
    });
    this.endings.add(ending);
    void ending.finally(() => this.endings.delete(ending));
  }

  private reap(): void {
    for (const session of this.sessions.values()) {
      if (session.quietFor >= this.limits.idleMs) void session.close();
    }
  }

  private take(owner: string): () => void {
    const count = this.counts.get(owner) ?? 0;
    if (count >= this.limits.ofOne) throw tooMany('too_many_sessions_of_client', 'of this client');
    if (this.total() >= this.limits.inAll) throw tooMany('too_many_sessions', 'in all');
    this.counts.set(owner, count + 1);
    return () => this.release(owner);
  }

  private total(): number {
    let total = 0;
    for (const count of this.counts.values()) total += count;
    return total;
  }

  private release(owner: string): void {
    const count = (this.counts.get(owner) ?? 1) - 1;
    if (count > 0) this.counts.set(owner, count);
    else this.counts.delete(owner);
  }
}

function tooMany(code: string, whose: string): DomainError {
  return new DomainError(code, `there are too many sessions ${whose}`, { retryAfter: RETRY_SECONDS });
}
