import { digestOf, sameDigest } from '@app/auth';
import type { Clock } from '@app/kernel';
import { randomBytes } from 'node:crypto';
import type { Identity } from '../access/identity.js';

export interface SessionTerm {
  /** A session that nobody used for so long ends. */
  readonly idleMs: number;
  /** Any session ends after so long. */
  readonly absoluteMs: number;
}

/** newSecret is 256 random bits that fit into a cookie and a header. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Session is one browser that has signed in. It is kept in memory alone, and ends with the process. */
export class Session {
  readonly csrf = newSecret();
  readonly startedAt: number;
  identity: Identity;
  /** When its rights were last read, Unix milliseconds. */
  checkedAt: number;
  private usedAt: number;
  private readonly ending = new AbortController();

  constructor(
    identity: Identity,
    private readonly term: SessionTerm,
    private readonly clock: Clock,
  ) {
    this.identity = identity;
    this.startedAt = clock.now();
    this.checkedAt = this.startedAt;
    this.usedAt = this.startedAt;
  }

  /** Aborts when the session ends, however it does: what it had under way upstream ends with it. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  /** Unix milliseconds after which it ends unless it is used. */
  get idleEnd(): number {
    return Math.min(this.usedAt + this.term.idleMs, this.absoluteEnd);
  }

  get absoluteEnd(): number {
    return this.startedAt + this.term.absoluteMs;
  }

  get isOver(): boolean {
    return this.signal.aborted || this.clock.now() >= this.idleEnd;
  }

  get lastUsed(): number {
    return this.usedAt;
  }

  use(): void {
    this.usedAt = this.clock.now();
  }

  end(): void {
    this.ending.abort();
  }

  hasCsrf(text: string): boolean {
    return sameDigest(digestOf(text), digestOf(this.csrf));
  }
}
