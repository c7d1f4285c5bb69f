import { verifyAudit, type AuditLog, type AuditReport } from '@app/audit';
import { DomainError } from '@app/kernel';
import type { AuditCaller, AuditUses } from './audit-uses.js';

/** So many events are looked at in one request. */
const MOST_VERIFIED = 100_000;

export interface VerifyWish {
  /** Numbers of events, both included; by default all that there are. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface Verification extends AuditReport {
  readonly from: number;
  readonly to: number;
  /** False: the range was longer than one request may be; it goes on after `to`. */
  readonly complete: boolean;
  /** RFC 3339. */
  readonly at: string;
}

/** AuditVerifier verifies ranges of the log that this process writes, one after the other, and audits that. */
export class AuditVerifier {
  private isBusy = false;

  constructor(
    private readonly folder: string,
    private readonly audit: AuditLog,
    private readonly uses: AuditUses,
  ) {}

  /** verify throws `audit_being_verified`, and the signal's reason when nobody waits any more. */
  async verify(wish: VerifyWish, caller: AuditCaller, signal: AbortSignal): Promise<Verification> {
    if (this.isBusy) throw busy();
    this.isBusy = true;
    try {
      const verification = await this.range(wish, signal);
      await this.uses.note(useOf(verification), caller);
      return verification;
    } finally {
      this.isBusy = false;
    }
  }

  private async range({ from = 1, to }: VerifyWish, signal: AbortSignal): Promise<Verification> {
    const head = this.audit.head();
    const wanted = Math.min(to ?? head.seq, head.seq);
    const last = Math.min(wanted, from + MOST_VERIFIED - 1);
    const options = { head, publicKey: this.audit.publicKey, from, to: last, signal };
    let report = await verifyAudit(this.folder, options);
    // A file that was renamed by the writer in the middle looks like a fault once, and not twice.
    if (!report.ok) report = await verifyAudit(this.folder, options);
    return { ...report, from, to: last, complete: last === wanted, at: new Date().toISOString() };
  }
}

function useOf({ ok, from, to, events, problem }: Verification) {
  const found = problem && { problem: { kind: problem.kind, file: problem.file, line: problem.line } };
  const result: 'ok' | 'error' = ok ? 'ok' : 'error';
  return { action: 'audit_verify' as const, result, metadata: { from, to, events, ...found } };
}

function busy(): DomainError {
  const message = 'the audit is being verified already; ask again when that has ended';
  return new DomainError('audit_being_verified', message, { retryAfter: 5 });
}
