import { endsJob, type JobEvent, type JobEvents, type JobProducer, type Plan } from '@app/jobs';
import { DomainError } from '@app/kernel';

/** JobDesk hands accepted plans to the queue and hears how they ended. */
export class JobDesk {
  constructor(
    private readonly producer: JobProducer,
    private readonly events: JobEvents,
  ) {}

  /** enqueue throws `queue_full` or `queue_unavailable`. The job's id is the intent's. */
  async enqueue(intentId: string, plan: Plan, actor: string, correlationId: string): Promise<void> {
    await this.producer.enqueue({
      intent_id: intentId,
      node: plan.node,
      services: plan.services,
      action: plan.action,
      plan_hash: plan.hash,
      steps: plan.steps,
      ...(plan.rollout && { rollout: plan.rollout }),
      actor,
      correlation_id: correlationId,
      requested_at: new Date().toISOString(),
    });
  }

  /** ended resolves with the job's last event: an outcome, or the verdict on a job that was cut off. */
  async ended(jobId: string, signal: AbortSignal): Promise<JobEvent> {
    for await (const kept of this.events.read(jobId, undefined, signal)) {
      if ('event' in kept && endsJob(kept.event)) return kept.event;
    }
    throw new DomainError('wait_ended', 'nobody waits for the job any more; it goes on');
  }
}

/** failureIn is why a job did not succeed; undefined when it did. */
export function failureIn(last: JobEvent | undefined): DomainError | undefined {
  if (last === undefined) return new DomainError('shutting_down', 'the server is stopping; the job goes on');
  if (last.type !== 'outcome') return interrupted();
  if (last.result === 'ok') return undefined;
  return new DomainError(last.code ?? `job_${last.result}`, last.message ?? 'the job did not succeed');
}

function interrupted(): DomainError {
  const message = 'the worker stopped in the middle of the job; the audit says what it did';
  return new DomainError('job_interrupted', message);
}
