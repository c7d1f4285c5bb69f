import { join } from 'node:path';
import { SharedToken } from '@app/auth';
import { readYamlFile } from '@app/config';
import { nodesFile, nodesOf, type DockerNode } from '@app/docker';
import type { Logger } from '@app/http';
import {
  closeRedis,
  consumerDefaults,
  JobBook,
  JobConsumer,
  JobEvents,
  JobQueues,
  openRedis,
  type JobOutcome,
  type LockRef,
} from '@app/jobs';
import { DomainError } from '@app/kernel';
import { ChangeRunner } from './changes/change-runner.js';
import { Reconciler } from './changes/reconciler.js';
import { NodeEngines } from './nodes/node-engines.js';
import { NodeReader } from './nodes/node-reader.js';
import { Planner } from './plans/planner.js';
import type { WorkerEnvironment } from './settings/environment.js';

/** WorkerParts are the worker's long-lived objects, wired together. */
export interface WorkerParts {
  readonly token: SharedToken;
  readonly engines: NodeEngines;
  readonly reader: NodeReader;
  readonly planner: Planner;
  readonly consumers: readonly JobConsumer[];
  readonly reconcilers: readonly Reconciler[];
  close(): Promise<void>;
}

/** Docker kills ten seconds after SIGTERM. */
const GRACE_MS = 6_000;

/** assembleWorker throws a ConfigError when the configuration is wrong. */
export async function assembleWorker(variables: WorkerEnvironment, logger: Logger): Promise<WorkerParts> {
  const token = new SharedToken('WORKER_TOKEN', variables.WORKER_TOKEN);
  const file = await readYamlFile(join(variables.CONFIG_DIR, 'nodes.yaml'), nodesFile);
  const nodes = nodesOf(file, variables.CONFIG_DIR);
  const engines = new NodeEngines(nodes);
  const runner = new ChangeRunner(engines);
  const consumers = [...nodes.values()].map((node) => consumerOf(node, runner, variables, logger));
  const redis = openRedis(variables.REDIS_URL, 'prompt', () => undefined);
  const queues = new JobQueues(redis);
  const book = new JobBook(queues, new JobEvents(redis));
  const reconcilers = engines.all.map((engine) => new Reconciler(engine, book, logger));
  for (const reconciler of reconcilers) reconciler.start(lostAfterMs(variables) / LOOKS);
  return {
    token,
    engines,
    reader: new NodeReader(engines),
    planner: new Planner(engines),
    consumers,
    reconcilers,
    close: async () => {
      await Promise.all(consumers.map((consumer) => consumer.close(GRACE_MS)));
      await Promise.all(reconcilers.map((reconciler) => reconciler.close()));
      await queues.close();
      closeRedis(redis);
      await engines.close();
    },
  };
}

/** How often within that time it is looked for. */
const LOOKS = 3;

function lostAfterMs({ WORKER_LOST_AFTER_SEC }: WorkerEnvironment): number {
  return WORKER_LOST_AFTER_SEC * 1_000;
}

function consumerOf(
  node: DockerNode,
  runner: ChangeRunner,
  variables: WorkerEnvironment,
  logger: Logger,
): JobConsumer {
  const jobLockMs = lostAfterMs(variables);
  return new JobConsumer({
    ...consumerDefaults,
    jobLockMs,
    stalledCheckMs: Math.round(jobLockMs / LOOKS),
    serviceLockMs: 2 * jobLockMs,
    node: node.id,
    redisUrl: variables.REDIS_URL,
    handler: (payload, context) => runner.run(payload, context),
    locate: ({ services }): LockRef[] =>
      services.map((service) => ({ node: node.id, project: node.compose.project, service })),
    onOutcome: (outcome) => told(outcome, logger),
    onTrouble: ({ doing, error, unreported }) =>
      logger.warn({ node: node.id, doing, reason: reasonOf(error), unreported }, 'the queue is in trouble'),
  });
}

/** Redis repeats a whole script in some of its errors; their first words say enough. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown';
}

function told({ jobId, payload, result, error }: JobOutcome, logger: Logger): Promise<void> {
  const { action, node, services, correlation_id } = payload;
  const failure = error instanceof DomainError ? { code: error.code, reason: error.message } : { err: error };
  const fields = { request_id: correlation_id, job: jobId, node, action, services, result };
  if (result === 'ok') logger.info(fields, 'job ended');
  else logger.error({ ...fields, ...failure }, 'job ended');
  return Promise.resolve();
}
