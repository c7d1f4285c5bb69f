import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  closeRedis,
  JobCanceller,
  JobEvents,
  JobProducer,
  JobQueues,
  openRedis,
  type ChangeRequest,
  type JobEvent,
  type Plan,
} from '@app/jobs';
import { createWorker } from '../../apps/worker/src/worker-app.ts';
import { composePrograms, type ComposeFlavourName } from '../docker/compose-flavours.ts';
import { composeProject, type TestProject } from '../docker/compose-project.ts';
import { startRealEngine, type RealEngine } from '../docker/real-engine.ts';
import { anIntent } from '../redis/a-job.ts';
import { ready } from '../redis/ready.ts';
import { RedisServer } from '../redis/redis-server.ts';

const WORKER_TOKEN = 'the-workers-token-0123456789abcdef0123';

type Outcome = Extract<JobEvent, { type: 'outcome' }>;

export interface EndedJob {
  readonly outcome: Outcome;
  readonly events: readonly JobEvent[];
}

/** WorkerBench is a worker on a real engine and a real Redis, without ops: it is asked and given jobs as ops does. */
export interface WorkerBench {
  readonly engine: RealEngine;
  readonly project: TestProject;
  /** The worker's DATA_DIR. */
  readonly data: string;
  plan(request: ChangeRequest): Promise<{ readonly status: number; readonly body: Plan & { code?: string } }>;
  /** run plans a change, queues it and waits for its end; `seen` is told of each event as it comes. */
  run(request: ChangeRequest, seen?: (event: JobEvent, jobId: string) => void): Promise<EndedJob>;
  /** runPlanned is run for a plan that was made before. */
  runPlanned(plan: Plan, seen?: (event: JobEvent, jobId: string) => void): Promise<EndedJob>;
  cancel(jobId: string): Promise<void>;
  close(): Promise<void>;
}

export interface BenchOptions {
  readonly flavour?: ComposeFlavourName;
  /** Further fields of the local node in nodes.yaml. */
  readonly node?: object;
  /** Further nodes, by id, as nodes.yaml has them. */
  readonly nodes?: object;
  /** Further variables of the worker. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** startWorkerBench runs the worker for a project with these entries of a compose file; nothing is brought up. */
export async function startWorkerBench(entries: string, options: BenchOptions = {}): Promise<WorkerBench> {
  const data = await mkdtemp(join(tmpdir(), 'switchyard-worker-'));
  const [engine, redis] = await Promise.all([startRealEngine(), RedisServer.start()]);
  const programs = await composePrograms(options.flavour ?? '1.29', engine.folder);
  const project = await composeProject(engine, 'stack', entries, programs);
  const { project: name, directory, files } = project;
  const local = { socket: engine.socket, compose: { project: name, directory, files }, ...options.node };
  await writeFile(join(data, 'nodes.yaml'), JSON.stringify({ nodes: { local, ...options.nodes } }));
  const { app } = await createWorker({
    CONFIG_DIR: data,
    DATA_DIR: data,
    LOG_LEVEL: 'silent',
    REDIS_URL: redis.url,
    WORKER_TOKEN,
    PATH: programs.path,
    HOME: programs.home,
    ...options.variables,
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const link = openRedis(redis.url, 'prompt', () => undefined);
  await ready(link);
  const queues = new JobQueues(link);
  const events = new JobEvents(link);
  const producer = new JobProducer(queues, events);
  const canceller = new JobCanceller(queues, events);
  const plan: WorkerBench['plan'] = async (request) => {
    const headers = { authorization: `Bearer ${WORKER_TOKEN}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/plans`, { method: 'POST', headers, body: JSON.stringify(request) });
    return { status: response.status, body: (await response.json()) as Plan };
  };
  const runPlanned: WorkerBench['runPlanned'] = async (planned, seen = () => undefined) => {
    const jobId = anIntent();
    const { node, action, services, rollout, steps, hash } = planned;
    await producer.enqueue({
      intent_id: jobId,
      node,
      action,
      services,
      steps,
      plan_hash: hash,
      ...(rollout && { rollout }),
      actor: 'operator-ann',
      correlation_id: 'req-1',
      requested_at: new Date().toISOString(),
    });
    const all: JobEvent[] = [];
    for await (const kept of events.read(jobId, undefined, AbortSignal.timeout(120_000))) {
      if ('gap' in kept) continue;
      all.push(kept.event);
      seen(kept.event, jobId);
    }
    return { outcome: all.at(-1) as Outcome, events: all };
  };
  return {
    engine,
    project,
    data,
    plan,
    runPlanned,
    run: async (request, seen) => {
      const { status, body } = await plan(request);
      if (status !== 200) throw new Error(JSON.stringify(body));
      return runPlanned(body, seen);
    },
    cancel: async (jobId) => void (await canceller.requestCancel(jobId)),
    close: async () => {
      await app.close();
      await queues.close();
      closeRedis(link);
      await redis.stop();
      await engine.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
