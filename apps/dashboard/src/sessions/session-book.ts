import { storedForm } from '@app/auth';
import { systemClock, type Clock } from '@app/kernel';
import type { Identity } from '../access/identity.js';
import { newSecret, Session, type SessionTerm } from './session.js';

const MOST_SESSIONS = 256;
const SWEEP_MS = 15_000;

/**
 * SessionBook keeps the sessions, by the hash of their ids: nothing that is kept lets anybody in. Over the bound the one
 * unused for longest makes room.
 */
export class SessionBook {
  private readonly sessions = new Map<string, Session>();
  private readonly sweeping: NodeJS.Timeout;

  constructor(
    private readonly term: SessionTerm,
    private readonly clock: Clock = systemClock,
  ) {
    this.sweeping = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  get size(): number {
    return this.sessions.size;
  }

  /** open returns a new session and its id, which is nowhere else. */
  open(identity: Identity): { id: string; session: Session } {
    if (this.sessions.size >= MOST_SESSIONS) this.makeRoom();
    const id = newSecret();
    const session = new Session(identity, this.term, this.clock);
    this.sessions.set(storedForm(id), session);
    return { id, session };
  }

  /** find returns the session that is not over. */
  find(id: string): Session | undefined {
    const session = this.sessions.get(storedForm(id));
    if (!session?.isOver) return session;
    this.forget(storedForm(id), session);
    return undefined;
  }

  end(session: Session): void {
    for (const [key, kept] of this.sessions) if (kept === session) this.forget(key, kept);
  }

  /** sweep ends what has expired, so that its streams end as well. */
  sweep(): void {
    for (const [key, session] of this.sessions) if (session.isOver) this.forget(key, session);
  }

  close(): void {
    clearInterval(this.sweeping);
    for (const [key, session] of this.sessions) this.forget(key, session);
  }

  private makeRoom(): void {
    this.sweep();
    if (this.sessions.size < MOST_SESSIONS) return;
    const [oldest] = [...this.sessions].reduce((a, b) => (b[1].lastUsed < a[1].lastUsed ? b : a));
    const session = this.sessions.get(oldest);
    if (session) this.forget(oldest, session);
  }

  private forget(key: string, session: Session): void {
    this.sessions.delete(key);
    session.end();
  }
}
