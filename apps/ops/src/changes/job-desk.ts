import type { AuditEvent } from '@app/audit';
import type { JobEvent, JobProducer, Plan } from '@app/jobs';
import { DomainError } from '@app/kernel';

/** JobDesk hands accepted plans to the queue. */
export class JobDesk {
  constructor(private readonly producer: JobProducer) {}

  /** enqueue throws `queue_full` or `queue_unavailable`. The job's id is the intent's. */
  async enqueue({ event_id, actor, ts }: AuditEvent, plan: Plan, requestId: string): Promise<void> {
    await this.producer.enqueue(
      {
        intent_id: event_id,
        node: plan.node,
        services: plan.services,
        action: plan.action,
        plan_hash: plan.hash,
        steps: plan.steps,
        ...(plan.rollout && { rollout: plan.rollout }),
        actor,
        correlation_id: requestId,
        requested_at: ts,
      },
      plan.warnings,
    );
  }
}

/** failureIn is why a job did not succeed, by its last event; undefined when it did. */
export function failureIn(last: JobEvent): DomainError | undefined {
  if (last.type !== 'outcome') return interrupted(last);
  if (last.result === 'ok') return undefined;
  return new DomainError(last.code ?? 'internal_error', last.message ?? 'the job did not succeed');
}

function interrupted(last: JobEvent): DomainError {
  const seen = last.type === 'verdict' ? `the node shows: ${last.verdict.replaceAll('_', ' ')}` : '';
  const message = `the worker stopped in the middle of the job; ${seen || 'the audit says what it did'}`;
  return new DomainError('job_interrupted', message);
}
