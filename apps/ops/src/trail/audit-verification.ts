import type { AuditProblem, AuditResult } from '@app/audit';
import { uuidv7 } from '@app/kernel';
import type { Logger } from '@app/http';
import type { AuditCaller, AuditUses } from './audit-uses.js';
import type { EventNumbers } from './event-numbers.js';
import { pacedWalk, type WalkParts } from './paced-walk.js';
import { VerifiedReach } from './verified-reach.js';

export const VERIFICATION_STATES = ['running', 'intact', 'broken', 'interrupted', 'failed'] as const;
export type VerificationState = (typeof VERIFICATION_STATES)[number];

export interface VerificationView extends EventNumbers {
  readonly id: string;
  readonly state: VerificationState;
  /** The last event that passed; the one before `from` while none did. */
  readonly verified_to: number;
  readonly events: number;
  /** RFC 3339. */
  readonly started_at: string;
  readonly ended_at?: string;
  readonly started_by: string;
  /** The first that is wrong. */
  readonly broken?: AuditProblem;
  /** Why it failed. */
  readonly failure?: string;
}

export interface VerificationParts extends Omit<WalkParts, 'reach'> {
  readonly uses: AuditUses;
  readonly logger: Logger;
}

type Ending = Pick<VerificationView, 'broken' | 'failure'> & {
  readonly state: Exclude<VerificationState, 'running'>;
};

const RESULTS = { intact: 'ok', broken: 'error', interrupted: 'unknown', failed: 'unknown' } as const;

/** AuditVerification verifies a range for nobody who waits, and writes one event when that has ended. */
export class AuditVerification {
  readonly id = uuidv7();
  /** Resolves when it has ended and that is written; never rejects. */
  readonly done: Promise<void>;
  private readonly startedAt = new Date().toISOString();
  private readonly reach: VerifiedReach;
  private readonly leave = new AbortController();
  private readonly signal: AbortSignal;
  private stopper: string | undefined;
  private end: (Ending & { readonly ended_at: string }) | undefined;

  constructor(
    private readonly parts: VerificationParts,
    private readonly range: EventNumbers,
    private readonly caller: AuditCaller,
  ) {
    this.reach = new VerifiedReach(range);
    this.signal = AbortSignal.any([parts.signal, this.leave.signal]);
    this.done = this.run();
  }

  get isRunning(): boolean {
    return this.end === undefined;
  }

  get view(): VerificationView {
    const { id, range, startedAt: started_at, end } = this;
    const reached = { verified_to: this.reach.to, events: this.reach.events };
    return {
      id,
      state: 'running',
      ...range,
      ...reached,
      started_at,
      started_by: nameOf(this.caller),
      ...end,
    };
  }

  /** stop ends it before the next event; one that has ended stays as it is. */
  stop(by: AuditCaller): void {
    this.stopper ??= nameOf(by);
    this.leave.abort();
  }

  /** Who reads that it has ended finds its event in the audit. */
  private async run(): Promise<void> {
    const ending = await this.ending();
    try {
      await this.parts.uses.note(this.use(ending), this.caller);
    } catch (error) {
      this.parts.logger.error({ verification: this.id, reason: String(error) }, 'its end was not recorded');
    }
    this.end = { ...ending, ended_at: new Date().toISOString() };
  }

  private async ending(): Promise<Ending> {
    const { parts, reach, signal } = this;
    try {
      const broken = await pacedWalk({ ...parts, reach, signal }, this.range);
      return broken === undefined ? { state: 'intact' } : { state: 'broken', broken };
    } catch (error) {
      if (signal.aborted) return { state: 'interrupted' };
      parts.logger.error({ verification: this.id, reason: String(error) }, 'the audit could not be verified');
      return {
        state: 'failed',
        failure: 'the files of the audit could not be read; the log of ops says why',
      };
    }
  }

  private use({ state, broken }: Ending) {
    const { id: verification, range, reach, stopper } = this;
    const problem = broken && { kind: broken.kind, file: broken.file, line: broken.line };
    const result: AuditResult = RESULTS[state];
    const metadata = {
      ...range,
      verified_to: reach.to,
      events: reach.events,
      state,
      verification,
      ...(problem && { problem }),
      ...(state === 'interrupted' && stopper !== undefined && { stopped_by: stopper }),
    };
    return { action: 'audit_verify' as const, result, metadata };
  }
}

function nameOf({ client }: AuditCaller): string {
  return client?.id ?? 'unknown';
}
