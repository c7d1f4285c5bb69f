import type { AuditEntry, AuditEvent, AuditLog } from '@app/audit';
import type { Logger } from '@app/http';
import type { JobEvent } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import type { JobDesk } from '../changes/job-desk.js';

const RETRY_MS = 1_000;

/** OutcomeKeeper writes into the audit how each announced action ended, whether or not anybody waits for it. */
export class OutcomeKeeper {
  private readonly closing = new AbortController();
  private readonly running = new Set<Promise<JobEvent | undefined>>();

  constructor(
    private readonly audit: AuditLog,
    private readonly jobs: JobDesk,
    private readonly logger: Logger,
  ) {}

  /** keep follows the job of an intent and resolves with its last event, once that is written. */
  keep(intent: AuditEvent): Promise<JobEvent | undefined> {
    const kept = this.follow(intent).finally(() => this.running.delete(kept));
    this.running.add(kept);
    return kept;
  }

  /** close ends the following; what is still open is followed again after the next start. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.running);
  }

  /** Undefined when ops stops first. */
  private async follow(intent: AuditEvent): Promise<JobEvent | undefined> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      try {
        const last = await this.jobs.ended(intent.event_id, signal);
        await this.audit.appendOutcome(entryOf(intent, last));
        return last;
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        if (signal.aborted) break;
        this.logger.warn({ job: intent.event_id, code: error.code }, 'an outcome could not be kept yet');
        await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  }
}

function entryOf(
  { action, resource, actor, correlation_id, event_id }: AuditEvent,
  last: JobEvent,
): AuditEntry {
  const { type: _type, ...said } = last;
  return {
    action,
    resource,
    actor,
    correlation_id,
    result: resultOf(last),
    metadata: { intent: event_id, ...said },
  };
}

function resultOf(last: JobEvent): AuditEntry['result'] {
  if (last.type === 'verdict') return last.verdict === 'happened' ? 'ok' : 'unknown';
  if (last.type !== 'outcome') return 'unknown';
  if (last.result === 'ok') return 'ok';
  return last.code === 'node_outcome_unknown' ? 'unknown' : 'error';
}
