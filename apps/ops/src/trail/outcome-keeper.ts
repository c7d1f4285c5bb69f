import type { AuditEntry, AuditEvent, AuditLog } from '@app/audit';
import type { Logger } from '@app/http';
import { endsJob, type JobEvent, type JobEvents } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import { OUTCOME_UNKNOWN, outcomeEntry, verdictEntry } from './ending-entry.js';
import type { JobInquiry } from './job-inquiry.js';
import type { OutcomeCounter } from './outcome-counter.js';
import { Persistence } from './persistence.js';

/** How long events are listened to before it is asked whether any are still to come. */
const LOOK_AFTER_MS = 5_000;
/** What a worker that does not answer may take from the time to stop. */
const LAST_WORD_MS = 2_000;

/**
 * OutcomeKeeper writes into the audit how each announced action ended, once, whether or not anybody waits for it, and
 * whatever became of Redis, the worker and ops itself in between.
 */
export class OutcomeKeeper {
  private readonly closing = new AbortController();
  private readonly running = new Map<string, Promise<JobEvent | undefined>>();
  private readonly later = new Map<string, Promise<void>>();
  private readonly persistence: Persistence;

  constructor(
    private readonly audit: AuditLog,
    private readonly events: JobEvents,
    private readonly inquiry: JobInquiry,
    private readonly counted: OutcomeCounter,
    private readonly settled: (intent: AuditEvent, event: AuditEvent) => void,
    logger: Logger,
  ) {
    this.persistence = new Persistence(this.closing.signal, logger);
  }

  /** Intents without an outcome. */
  get open(): number {
    return this.running.size;
  }

  /** Outcomes that nobody could tell, and that a verdict is still wanted on. */
  get unknown(): number {
    return this.later.size;
  }

  /** keep follows the job of an intent and resolves with its end, once that is written; undefined when ops stops first. */
  keep(intent: AuditEvent): Promise<JobEvent | undefined> {
    return this.once(intent, () => this.endOf(intent));
  }

  /** resume is keep for an intent of an earlier life of ops: the job may never have been queued. */
  resume(intent: AuditEvent): Promise<JobEvent | undefined> {
    return this.once(intent, async () => (await this.inquiry.look(intent)) ?? this.endOf(intent));
  }

  /**
   * refused is for a job that could not be queued: it resolves when that is written. Where Redis gave no answer the job
   * may be there all the same; it is taken back as soon as Redis answers, or followed when a worker has it already.
   */
  async refused(intent: AuditEvent, { code }: DomainError): Promise<void> {
    const message = 'the job could not be queued; nothing was changed';
    const outcome = { type: 'outcome', result: 'refused', code, message } as const;
    if (code !== 'queue_unavailable') await this.once(intent, () => Promise.resolve(outcome));
    else void this.once(intent, async () => (await this.inquiry.takeBack(intent)) ?? this.endOf(intent));
  }

  /** findOut asks the node, until it answers, what became of an action whose outcome nobody could tell. */
  findOut(intent: AuditEvent): void {
    if (this.later.has(intent.event_id)) return;
    const found = this.verdictOn(intent).finally(() => this.later.delete(intent.event_id));
    this.later.set(intent.event_id, found);
  }

  /** close ends the following; what is still open is followed again after the next start. */
  async close(): Promise<void> {
    this.closing.abort();
    const followed = Promise.all([...this.running.values(), ...this.later.values()]);
    await Promise.race([followed, pause(LAST_WORD_MS, undefined, { ref: false })]);
  }

  private once(intent: AuditEvent, find: () => Promise<JobEvent | undefined>): Promise<JobEvent | undefined> {
    const { event_id: id } = intent;
    const known = this.running.get(id);
    if (known !== undefined) return known;
    const kept = this.kept(intent, find).finally(() => this.running.delete(id));
    this.running.set(id, kept);
    return kept;
  }

  private async kept(
    intent: AuditEvent,
    find: () => Promise<JobEvent | undefined>,
  ): Promise<JobEvent | undefined> {
    const last = await this.persistence.until(intent.event_id, find);
    if (last === undefined) return undefined;
    const outcome = outcomeEntry(intent, last);
    const written = await this.write(intent.event_id, outcome);
    if (written === undefined) return undefined;
    this.settled(intent, written);
    this.counted(outcome);
    if (last.type === 'outcome' && last.code === OUTCOME_UNKNOWN) this.findOut(intent);
    return last;
  }

  private async verdictOn(intent: AuditEvent): Promise<void> {
    const verdict = await this.persistence.until(intent.event_id, () => this.inquiry.inspect(intent));
    if (verdict === undefined) return;
    const written = await this.write(intent.event_id, verdictEntry(intent, verdict));
    if (written !== undefined) this.settled(intent, written);
  }

  /** Undefined when it is not known yet. */
  private async endOf(intent: AuditEvent): Promise<JobEvent | undefined> {
    const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(LOOK_AFTER_MS)]);
    for await (const kept of this.events.read(intent.event_id, undefined, signal)) {
      if ('event' in kept && endsJob(kept.event)) return kept.event;
    }
    return this.closing.signal.aborted ? undefined : this.inquiry.look(intent);
  }

  private write(id: string, entry: AuditEntry): Promise<AuditEvent | undefined> {
    return this.persistence.until(id, () => this.append(entry));
  }

  /** That something ended is written even when its details cannot be. */
  private async append(entry: AuditEntry): Promise<AuditEvent> {
    try {
      return await this.audit.appendOutcome(entry);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'audit_invalid') throw error;
      const { intent, code, verdict, needs_decision } = entry.metadata ?? {};
      const kept = { intent, code, verdict, needs_decision };
      return this.audit.appendOutcome({ ...entry, metadata: { ...kept, note: 'details left out' } });
    }
  }
}
