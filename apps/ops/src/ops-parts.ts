import { join } from 'node:path';
import { AuditLog } from '@app/audit';
import {
  ClientFiles,
  type ClientRegistry,
  clientUseGauge,
  Denials,
  keysFileIn,
  OperatorAccess,
} from '@app/auth';
import { ConfigError } from '@app/config';
import { createMetrics, type Logger, type Readiness, type Registry } from '@app/http';
import {
  closeRedis,
  EndedJobs,
  IdempotencyStore,
  JobBook,
  JobCanceller,
  JobEvents,
  JobProducer,
  JobQueues,
  openRedis,
  PlanRecords,
} from '@app/jobs';
import { ChangeDesk } from './changes/change-desk.js';
import { Intents } from './changes/intents.js';
import { JobDesk } from './changes/job-desk.js';
import { RepeatGuard } from './changes/repeat-guard.js';
import { Confirmations } from './confirmations/confirmations.js';
import { DecisionDesk } from './decisions/decision-desk.js';
import { DeploymentBook } from './deployments/deployment-book.js';
import { JobCancels } from './jobs/job-cancels.js';
import { JobHistory } from './jobs/job-history.js';
import { JobViews } from './jobs/job-views.js';
import { KeyBook } from './keys/key-book.js';
import { KeyDesk } from './keys/key-desk.js';
import { ServiceLogs } from './logs/service-logs.js';
import { opsReadiness } from './ready/ops-readiness.js';
import { ServiceReader } from './services/service-reader.js';
import { ServiceStats } from './stats/service-stats.js';
import type { OpsEnvironment } from './settings/environment.js';
import { AuditReader } from './trail/audit-reader.js';
import { auditDenials } from './trail/audit-denials.js';
import { AuditUses } from './trail/audit-uses.js';
import { AuditVerifications } from './trail/audit-verifications.js';
import { AuditVerifier } from './trail/audit-verifier.js';
import type { HeadExporter } from './trail/head-exporter.js';
import { Trail } from './trail/trail.js';
import { queueMetrics } from './watch/queue-metrics.js';
import { QueueWatch } from './watch/queue-watch.js';
import { WorkerClient } from './worker/worker-client.js';

/** OpsParts are ops' long-lived objects, wired together. */
export interface OpsParts {
  readonly access: OperatorAccess;
  readonly denials: Denials;
  readonly services: ServiceReader;
  readonly logs: ServiceLogs;
  readonly stats: ServiceStats;
  readonly changes: ChangeDesk;
  readonly decisions: DecisionDesk;
  readonly deployments: DeploymentBook;
  readonly jobs: JobViews;
  readonly cancels: JobCancels;
  readonly keys: KeyDesk;
  readonly trail: AuditReader;
  readonly uses: AuditUses;
  readonly verifier: AuditVerifier;
  readonly verifications: AuditVerifications;
  readonly heads: HeadExporter;
  readonly metrics: Registry;
  readonly readiness: Readiness;
  close(): Promise<void>;
}

/** The audit log's folder under DATA_DIR. */
const AUDIT_FOLDER = 'ops-controller';

/** assembleOps throws a ConfigError when the configuration is wrong; what it opened is closed then. */
export async function assembleOps(variables: OpsEnvironment, logger: Logger): Promise<OpsParts> {
  const made = await KeyBook.open(keysFileIn(variables));
  const files = await ClientFiles.open(variables);
  const clients = files.registry;
  const access = accessOf(clients, variables);
  const worker = new WorkerClient({ address: variables.WORKER_URL, token: workerToken(variables) });
  const folder = join(variables.DATA_DIR, AUDIT_FOLDER);
  const audit = await AuditLog.open({ folder });
  const redis = openRedis(variables.REDIS_URL, 'prompt', redisTrouble(logger));
  const queues = new JobQueues(redis);
  const events = new JobEvents(redis);
  const book = new JobBook(queues, events);
  const metrics = createMetrics();
  clientUseGauge(metrics, clients);
  const trail = new Trail({ folder, audit, queues, events, book, worker, metrics, logger });
  const { outcomes } = trail;
  const uses = new AuditUses(audit, logger);
  const verifications = new AuditVerifications({ folder, audit, uses, logger });
  const intents = new Intents(audit, new JobDesk(new JobProducer(queues, events)), outcomes);
  const history = new JobHistory(new EndedJobs(queues), book);
  const jobs = new JobViews(book, events, trail.decisions, history);
  const confirmations = new Confirmations(new PlanRecords(redis), variables.PLAN_TTL_SEC * 1_000, logger);
  const repeats = new RepeatGuard(new IdempotencyStore(redis), logger);
  const changes = new ChangeDesk(worker, intents, outcomes, repeats, confirmations);
  await files.follow(clientNews(logger));
  const watch = new QueueWatch(queues, { longestWaitMs: variables.JOB_WAIT_LIMIT_SEC * 1_000 }, logger);
  queueMetrics(metrics, watch);
  watch.start();
  trail.start();
  return {
    access,
    denials: new Denials(auditDenials(audit, logger)),
    services: new ServiceReader(worker),
    logs: new ServiceLogs(worker, audit, logger),
    stats: new ServiceStats(worker),
    changes,
    decisions: new DecisionDesk({ folder, audit, book: trail.decisions, changes }),
    deployments: new DeploymentBook(folder),
    jobs,
    cancels: new JobCancels(jobs, new JobCanceller(queues, events), audit),
    keys: new KeyDesk({ files, made, audit }),
    trail: new AuditReader(folder),
    uses,
    verifier: new AuditVerifier(folder, audit, uses),
    verifications,
    heads: trail.heads,
    metrics,
    readiness: opsReadiness({ redis, worker, audit, watch }),
    close: async () => {
      await verifications.close();
      await watch.close();
      await trail.close();
      await files.close();
      await queues.close();
      closeRedis(redis);
      worker.close();
      await audit.close();
    },
  };
}

function accessOf(clients: ClientRegistry, variables: OpsEnvironment): OperatorAccess {
  const pages = { hosts: variables.ALLOWED_HOSTS, origins: variables.ALLOWED_ORIGINS };
  return new OperatorAccess(clients, variables.OPS_CONTROLLER_TOKEN, pages);
}

function clientNews(logger: Logger): Parameters<ClientFiles['follow']>[0] {
  return {
    changed: () => undefined,
    refused: (error) =>
      logger.error({ reason: error.message }, 'a list of clients was refused, the last good one stays'),
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
