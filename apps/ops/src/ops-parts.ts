import { join } from 'node:path';
import { AuditLog } from '@app/audit';
import { ClientRegistry, clientsFile, Denials, OperatorAccess } from '@app/auth';
import { ConfigError, WatchedFile } from '@app/config';
import { createMetrics, type Logger, type Registry } from '@app/http';
import {
  closeRedis,
  IdempotencyStore,
  JobBook,
  JobCanceller,
  JobEvents,
  JobProducer,
  JobQueues,
  openRedis,
} from '@app/jobs';
import { ChangeDesk } from './changes/change-desk.js';
import { JobDesk } from './changes/job-desk.js';
import { RepeatGuard } from './changes/repeat-guard.js';
import { JobViews } from './jobs/job-views.js';
import { ServiceReader } from './services/service-reader.js';
import type { OpsEnvironment } from './settings/environment.js';
import { AuditReader } from './trail/audit-reader.js';
import { auditDenials } from './trail/audit-denials.js';
import { OutcomeKeeper } from './trail/outcome-keeper.js';
import { WorkerClient } from './worker/worker-client.js';

/** OpsParts are ops' long-lived objects, wired together. */
export interface OpsParts {
  readonly access: OperatorAccess;
  readonly denials: Denials;
  readonly services: ServiceReader;
  readonly changes: ChangeDesk;
  readonly jobs: JobViews;
  readonly trail: AuditReader;
  readonly metrics: Registry;
  close(): Promise<void>;
}

/** The audit log's folder under DATA_DIR. */
const AUDIT_FOLDER = 'ops-controller';

/** assembleOps throws a ConfigError when the configuration is wrong; what it opened is closed then. */
export async function assembleOps(variables: OpsEnvironment, logger: Logger): Promise<OpsParts> {
  const file = await WatchedFile.open(join(variables.CONFIG_DIR, 'clients.yaml'), clientsFile);
  const clients = new ClientRegistry(file.content);
  const pages = { hosts: variables.ALLOWED_HOSTS, origins: variables.ALLOWED_ORIGINS };
  const access = new OperatorAccess(clients, variables.OPS_CONTROLLER_TOKEN, pages);
  const worker = new WorkerClient({ address: variables.WORKER_URL, token: workerToken(variables) });
  const folder = join(variables.DATA_DIR, AUDIT_FOLDER);
  const audit = await AuditLog.open({ folder });
  const redis = openRedis(variables.REDIS_URL, 'prompt', redisTrouble(logger));
  const queues = new JobQueues(redis);
  const events = new JobEvents(redis);
  const jobs = new JobDesk(new JobProducer(queues, events), events);
  const outcomes = new OutcomeKeeper(audit, jobs, logger);
  await file.follow({
    changed: (content) => clients.replace(content),
    refused: (error) =>
      logger.error({ reason: error.message }, 'clients.yaml refused, the last good one stays'),
  });
  return {
    access,
    denials: new Denials(auditDenials(audit, logger)),
    services: new ServiceReader(worker),
    changes: new ChangeDesk(worker, audit, jobs, outcomes, new RepeatGuard(new IdempotencyStore(redis))),
    jobs: new JobViews(new JobBook(queues, events), events, new JobCanceller(queues, events)),
    trail: new AuditReader(folder),
    metrics: createMetrics(),
    close: async () => {
      await outcomes.close();
      await file.close();
      await queues.close();
      closeRedis(redis);
      worker.close();
      await audit.close();
    },
  };
}

function workerToken({ WORKER_TOKEN }: OpsEnvironment): string {
  if (WORKER_TOKEN !== undefined) return WORKER_TOKEN;
  throw new ConfigError('environment', [
    'WORKER_TOKEN: got nothing, wanted the secret that the worker has as well',
  ]);
}

const TROUBLE_EVERY_MS = 10_000;

/** A Redis that is away reports itself many times a second; the log hears of it now and then. */
function redisTrouble(logger: Logger): (error: Error) => void {
  let saidAt = -Infinity;
  return ({ message }) => {
    const now = performance.now();
    if (now - saidAt < TROUBLE_EVERY_MS) return;
    saidAt = now;
    logger.warn({ reason: message }, 'Redis is not reachable: changes are refused until it is');
  };
}
