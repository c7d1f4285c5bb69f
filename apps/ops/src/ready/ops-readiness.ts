import type { AuditLog } from '@app/audit';
import { everyOne, Readiness, type DependencyReport } from '@app/http';
import { pingRedis, type Redis } from '@app/jobs';
import { DomainError, requestIdFrom } from '@app/kernel';
import type { QueueWatch } from '../watch/queue-watch.js';
import type { WorkerClient } from '../worker/worker-client.js';

export interface OpsNeeds {
  readonly redis: Redis;
  readonly worker: WorkerClient;
  readonly audit: AuditLog;
  readonly watch: Pick<QueueWatch, 'stuck' | 'full'>;
}

/** opsReadiness is ready when a change could be planned, audited and queued, and jobs are taken from the queues. */
export function opsReadiness({ redis, worker, audit, watch }: OpsNeeds): Readiness<DependencyReport> {
  return new Readiness(() =>
    everyOne([
      { name: 'redis', check: () => pingRedis(redis), degraded: () => watch.full },
      { name: 'worker', check: (signal) => answers(worker, signal) },
      { name: 'audit', check: () => accepts(audit) },
      { name: 'queue', check: () => isWorkedOff(watch) },
    ]),
  );
}

async function answers(worker: WorkerClient, signal: AbortSignal): Promise<void> {
  const answer = await worker.open(
    { method: 'GET', path: '/health', requestId: requestIdFrom(undefined) },
    signal,
  );
  answer.resume();
}

async function accepts(audit: AuditLog): Promise<void> {
  const { problem } = audit.state;
  if (problem !== undefined) throw new DomainError('audit_unavailable', `nothing can be written: ${problem}`);
}

async function isWorkedOff({ stuck }: Pick<QueueWatch, 'stuck'>): Promise<void> {
  if (stuck !== undefined) throw new DomainError('queue_unavailable', stuck);
}
