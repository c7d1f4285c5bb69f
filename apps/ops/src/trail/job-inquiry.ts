import type { AuditEvent } from '@app/audit';
import type { JobBook, JobEvent, JobEvents, JobVerdict, JobView, JobWithdrawal } from '@app/jobs';
import { DomainError } from '@app/kernel';
import type { WorkerClient } from '../worker/worker-client.js';
import { finding, type Finding } from './finding.js';
import { intentPayload } from './intent-payload.js';

export interface InquiryParts {
  readonly book: JobBook;
  readonly events: JobEvents;
  readonly withdrawal: JobWithdrawal;
  readonly worker: WorkerClient;
}

/** By which ops marks the claims that it takes in a worker's stead. */
const TAKER = 'ops';
/** A worker tells the end of a job within this time of it, when Redis is there. */
const TOLD_WITHIN_MS = 10_000;
/** What no later answer will change; everything else may be asked again. */
const FINAL = new Set(['node_not_found', 'service_not_found', 'service_protected', 'invalid_request']);

/** JobInquiry finds out how a job ended when no event tells it. */
export class JobInquiry {
  constructor(private readonly parts: InquiryParts) {}

  /**
   * look returns how the job of an intent ended, or undefined while it waits or runs. A job of which Redis has no
   * record will never be begun after this, and is said to have changed nothing only when the worker's journal proves
   * it. Throws why it cannot be told yet.
   */
  async look(intent: AuditEvent): Promise<JobEvent | undefined> {
    const { event_id: id } = intent;
    const told = await this.parts.events.ending(id);
    if (told !== undefined) return told;
    const job = await this.parts.book.get(id);
    if (job !== undefined) return endOnRecord(job);
    const isOurs = await this.parts.withdrawal.claim(id, TAKER);
    const found = await this.ask(intent, 'found');
    if (found.state === 'ended') return found.event;
    if (found.state === 'under_way') return undefined;
    if (isOurs) return this.discarded(id, 'never_queued', 'the job never began; nothing was changed');
    // A claim without a beginning: the worker died in between, or is about to begin.
    return olderThan(intent.ts, TOLD_WITHIN_MS) ? neverBegun() : undefined;
  }

  /** takeBack returns the outcome of a job that was refused to its caller, or undefined when a worker has it already. */
  async takeBack({ event_id: id }: AuditEvent): Promise<JobEvent | undefined> {
    if (!(await this.parts.withdrawal.claim(id, TAKER))) return undefined;
    return this.discarded(id, 'never_queued', 'the job could not be queued; nothing was changed');
  }

  /** inspect returns what the node shows of an action, or undefined while that may still change. */
  async inspect(intent: AuditEvent): Promise<JobVerdict | undefined> {
    const found = await this.ask(intent, 'shown');
    return found.state === 'ended' && found.event.type === 'verdict' ? found.event : undefined;
  }

  private async ask(intent: AuditEvent, wanted: 'found' | 'shown'): Promise<Finding> {
    const job = (await this.recorded(intent, wanted)) ?? intentPayload(intent);
    if (job === undefined) return unknown('the intent does not say which services it is about');
    const body = { job, wanted };
    const requestId = intent.correlation_id ?? intent.event_id;
    try {
      return await this.parts.worker.ask({ method: 'POST', path: '/findings', body, requestId }, finding);
    } catch (error) {
      if (error instanceof DomainError && FINAL.has(error.code)) return unknown(error.message);
      throw error;
    }
  }

  /** The record knows more than the intent; without Redis the intent has to do. */
  private async recorded({ event_id }: AuditEvent, wanted: 'found' | 'shown') {
    if (wanted === 'found') return undefined;
    return this.parts.book.get(event_id).then(
      (job) => job?.payload,
      () => undefined,
    );
  }

  private async discarded(id: string, code: string, message: string): Promise<JobEvent> {
    await this.parts.withdrawal.discard(id, code, message);
    return { type: 'outcome', result: 'refused', code, message };
  }
}

/** Job records tell the end of a job whose stream of events was lost. One that was cut off gets its verdict from the worker. */
function endOnRecord({ state, failure = '', endedAt = '' }: JobView): JobEvent | undefined {
  if ((state !== 'completed' && state !== 'failed') || !olderThan(endedAt, TOLD_WITHIN_MS)) return undefined;
  if (state === 'completed') return { type: 'outcome', result: 'ok' };
  const [, code = 'internal_error', message = failure] = /^(\w+): (.*)$/s.exec(failure) ?? [];
  return { type: 'outcome', result: 'error', code, message };
}

function neverBegun(): JobEvent {
  const message = 'the worker stopped before it began the job; nothing was changed';
  return { type: 'outcome', result: 'refused', code: 'never_begun', message };
}

function unknown(reason: string): Finding {
  return { state: 'ended', event: { type: 'verdict', verdict: 'unknown', evidence: { reason } } };
}

function olderThan(time: string, ms: number): boolean {
  return Date.now() - Date.parse(time) > ms;
}
