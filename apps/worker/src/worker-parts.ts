import { join } from 'node:path';
import { SharedToken } from '@app/auth';
import { readYamlFile } from '@app/config';
import { nodesFile, nodesOf, type DockerNode } from '@app/docker';
import { createMetrics, type Logger, type Readiness, type Registry } from '@app/http';
import {
  closeRedis,
  consumerDefaults,
  JobConsumer,
  JobEvents,
  JobQueues,
  openRedis,
  type JobHandler,
  type JobOutcome,
  type LockRef,
} from '@app/jobs';
import { DomainError } from '@app/kernel';
import { NodeAgents } from './agents/node-agents.js';
import { ChangeRunner } from './changes/change-runner.js';
import { Reconciler } from './changes/reconciler.js';
import { DriverRule } from './gpu/driver-rule.js';
import { VramRule } from './gpu/vram-rule.js';
import type { ImageServers } from './mcp/image-servers.js';
import { openImageServers } from './mcp/open-image-servers.js';
import { NodeEngines } from './nodes/node-engines.js';
import { FindingDesk, type Inspector } from './outcomes/finding-desk.js';
import { JournalledBook } from './outcomes/journalled-book.js';
import { Outcomes } from './outcomes/outcomes.js';
import { Planner } from './plans/planner.js';
import { nodeMetrics, workerReadiness } from './ready/worker-readiness.js';
import type { WorkerEnvironment } from './settings/environment.js';
import { NodeStates } from './watch/node-states.js';
import { NodeWatch } from './watch/node-watch.js';
import { watchMetrics } from './watch/watch-metrics.js';
import { openReads, type WorkerReads } from './worker-reads.js';

/** WorkerParts are the worker's long-lived objects, wired together. */
export interface WorkerParts {
  readonly token: SharedToken;
  readonly engines: NodeEngines;
  readonly reads: WorkerReads;
  readonly planner: Planner;
  /** Undefined when the worker has no engine on its own host. */
  readonly images: ImageServers | undefined;
  readonly consumers: readonly JobConsumer[];
  readonly reconcilers: readonly Reconciler[];
  readonly findings: FindingDesk;
  readonly states: NodeStates;
  readonly readiness: Readiness;
  readonly metrics: Registry;
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
  await engines.follow(logger);
  const watch = new NodeWatch(engines.all, { everyMs: variables.WORKER_PROBE_SEC * 1_000, logger });
  watch.start();
  const metrics = createMetrics();
  const reads = await openReads(nodes, engines, variables, metrics);
  const { projects } = reads;
  // No job is under way yet, so what is left of candidates is of workers that died.
  for (const { node } of engines.all) await projects.of(node).pins.removeCandidates();
  const vram = new VramRule(reads.gpus);
  const agents = new NodeAgents();
  const planner = new Planner(engines, projects, { vram, driver: new DriverRule(reads.gpus), agents });
  const steadyMs = variables.WORKER_STEADY_SEC * 1_000;
  const runner = new ChangeRunner(engines, projects, planner, vram, steadyMs);
  const redis = openRedis(variables.REDIS_URL, 'prompt', () => undefined);
  const queues = new JobQueues(redis);
  const events = new JobEvents(redis);
  const outcomes = await Outcomes.open(variables.DATA_DIR, events, logger);
  const run = outcomes.noted((payload, context) => runner.run(payload, context));
  const consumers = [...nodes.values()].map((node) => consumerOf(node, run, outcomes, variables, logger));
  const book = new JournalledBook(queues, events, outcomes.journal);
  const reconcilers = engines.all.map(
    (engine) => new Reconciler(engine, projects.of(engine.node), book, outcomes.journal, logger, steadyMs),
  );
  const inspectors = new Map(
    engines.all.map(({ node }, index) => [node.id, reconcilers[index] as Inspector]),
  );
  for (const reconciler of reconcilers) reconciler.start(lostAfterMs(variables) / LOOKS);
  const readiness = workerReadiness({ redis, consumers, engines: engines.all });
  watchMetrics(metrics, engines.all);
  nodeMetrics(metrics, readiness, engines.all);
  const images = openImageServers(nodes, engines, variables, metrics, logger);
  return {
    token,
    engines,
    reads,
    planner,
    images,
    consumers,
    reconcilers,
    findings: new FindingDesk(outcomes.journal, inspectors),
    states: new NodeStates(engines, agents),
    readiness,
    metrics,
    close: async () => {
      await images?.close();
      await watch.close();
      await Promise.all(consumers.map((consumer) => consumer.close(GRACE_MS)));
      await Promise.all(reconcilers.map((reconciler) => reconciler.close()));
      await outcomes.close();
      await queues.close();
      closeRedis(redis);
      await reads.close();
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
  handler: JobHandler,
  outcomes: Outcomes,
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
    handler,
    locate: ({ services }): LockRef[] =>
      services.map((service) => ({ node: node.id, project: node.compose.project, service })),
    onOutcome: async (outcome) => {
      told(outcome, logger);
      await outcomes.ended(outcome);
    },
    onTrouble: ({ doing, error, unreported }) =>
      logger.warn({ node: node.id, doing, reason: reasonOf(error), unreported }, 'the queue is in trouble'),
  });
}

/** Redis repeats a whole script in some of its errors; their first words say enough. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown';
}

function told({ jobId, payload, result, error }: JobOutcome, logger: Logger): void {
  const { action, node, services, correlation_id } = payload;
  const failure = error instanceof DomainError ? { code: error.code, reason: error.message } : { err: error };
  const fields = { request_id: correlation_id, job: jobId, node, action, services, result };
  if (result === 'ok') logger.info(fields, 'job ended');
  else logger.error({ ...fields, ...failure }, 'job ended');
}
