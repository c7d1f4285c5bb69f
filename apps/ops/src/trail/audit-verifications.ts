import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '@app/kernel';
import type { AuditCaller } from './audit-uses.js';
import { AuditVerification, type VerificationParts, type VerificationView } from './audit-verification.js';
import type { VerifyWish } from './audit-verifier.js';
import { eventNumbers } from './event-numbers.js';

const KEPT = 10;
/** A short range has ended by then, and nobody has to ask again. */
const ANSWER_WITHIN_MS = 500;

/** AuditVerifications runs one verification at a time, and knows how the newest ended, as long as the process lives. */
export class AuditVerifications {
  private newestFirst: readonly AuditVerification[] = [];
  private readonly leave = new AbortController();

  constructor(private readonly parts: Omit<VerificationParts, 'signal'>) {}

  /** start answers soon, whether it has ended or not. Throws `audit_being_verified`, `invalid_request`. */
  async start(wish: VerifyWish, caller: AuditCaller): Promise<VerificationView> {
    const running = this.newestFirst.find(({ isRunning }) => isRunning);
    if (running !== undefined) throw busy(running);
    const range = eventNumbers(wish, this.parts.audit.head());
    const begun = new AuditVerification({ ...this.parts, signal: this.leave.signal }, range, caller);
    this.newestFirst = [begun, ...this.newestFirst].slice(0, KEPT);
    await Promise.race([begun.done, pause(ANSWER_WITHIN_MS, undefined, { ref: false })]);
    return begun.view;
  }

  list(): VerificationView[] {
    return this.newestFirst.map(({ view }) => view);
  }

  /** get throws `verification_not_found`, also for what an earlier process did. */
  get(id: string): VerificationView {
    return this.find(id).view;
  }

  /** cancel resolves when it has ended, whichever way; what ended before stays as it is. Throws as `get` does. */
  async cancel(id: string, caller: AuditCaller): Promise<VerificationView> {
    const found = this.find(id);
    found.stop(caller);
    await found.done;
    return found.view;
  }

  /** close stops the one that runs; that is written, so the audit is closed after it. */
  async close(): Promise<void> {
    this.leave.abort();
    await Promise.all(this.newestFirst.map(({ done }) => done));
  }

  private find(id: string): AuditVerification {
    const found = this.newestFirst.find((one) => one.id === id);
    if (found !== undefined) return found;
    const why = 'it was started again since then, or newer ones took its place';
    throw new DomainError('verification_not_found', `ops knows of no verification of that id: ${why}`);
  }
}

function busy({ view: { id, from, to } }: AuditVerification): DomainError {
  const message = `events ${from} to ${to} are being verified already by ${id}; ask again when that has ended`;
  return new DomainError('audit_being_verified', message, { retryAfter: 5 });
}
