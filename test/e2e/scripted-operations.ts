import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditEvent } from '@app/audit';
import { storedForm } from '@app/auth';
import { consumerDefaults, JobConsumer, type JobHandler } from '@app/jobs';
import { createOps } from '../../apps/ops/src/ops-app.ts';
import { startScriptedWorker, type ScriptedWorker } from '../fakes/scripted-worker.ts';
import { RedisServer } from '../redis/redis-server.ts';
import { auditIn, audited, call, TOKEN, type Answer, type CallOptions, type Holder } from './operations.ts';

/** ScriptedOperations is ops on a real Redis, with plans and jobs by script and no engine. */
export interface ScriptedOperations {
  readonly worker: ScriptedWorker;
  readonly redis: RedisServer;
  /** What each next job does. */
  act: JobHandler;
  readonly audit: () => Promise<AuditEvent[]>;
  audited(matches: (event: AuditEvent) => boolean): Promise<AuditEvent>;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Where ops listens; another place after a restart. */
  url(): string;
  /** What ops tells Prometheus. */
  metrics(): Promise<string>;
  /** restart ends ops and starts it again on the same files. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** startScripted takes `concurrency` jobs at once; 0 takes none. */
export async function startScripted(
  holders: readonly (Holder & { readonly nodes?: readonly string[] })[] = [],
  concurrency = 4,
  opsEnv: Readonly<Record<string, string>> = {},
): Promise<ScriptedOperations> {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-ops-'));
  const redis = await RedisServer.start('--appendonly', 'yes');
  const worker = await startScriptedWorker();
  await writeFile(join(directory, 'clients.yaml'), JSON.stringify({ clients: holders.map(entryOf) }));
  const start = () => startOps(directory, redis.url, worker.url, opsEnv);
  let ops = await start();
  const scripted: { act: JobHandler } = { act: () => Promise.resolve({}) };
  const consumer = concurrency > 0 ? consume(redis.url, concurrency, scripted) : undefined;
  return Object.assign(scripted, {
    worker,
    redis,
    audit: () => auditIn(directory),
    audited: (matches: (event: AuditEvent) => boolean) => audited(directory, matches),
    call: (method: string, path: string, options?: CallOptions) => call(`${ops.url}${path}`, method, options),
    url: () => ops.url,
    metrics: async () => (await fetch(`${ops.url}/metrics`)).text(),
    restart: async () => {
      await ops.close();
      ops = await start();
    },
    close: async () => {
      await ops.close();
      await consumer?.close(0);
      await worker.close();
      await redis.stop();
      await rm(directory, { recursive: true, force: true });
    },
  });
}

function entryOf({
  id,
  key,
  roles,
  services = ['*'],
  nodes = ['*'],
}: Holder & { nodes?: readonly string[] }) {
  return { id, key_hash: storedForm(key), roles, scopes: { nodes, services } };
}

async function startOps(
  directory: string,
  redis: string,
  worker: string,
  more: Readonly<Record<string, string>>,
) {
  const { app } = await createOps({
    CONFIG_DIR: directory,
    DATA_DIR: directory,
    LOG_LEVEL: 'silent',
    REDIS_URL: redis,
    WORKER_URL: worker,
    WORKER_TOKEN: 'the-workers-token-0123456789abcdef0123',
    OPS_CONTROLLER_TOKEN: TOKEN,
    ...more,
  });
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), close: () => app.close() };
}

function consume(redisUrl: string, concurrency: number, scripted: { act: JobHandler }): JobConsumer {
  return new JobConsumer({
    ...consumerDefaults,
    node: 'local',
    redisUrl,
    concurrency,
    handler: (payload, context) => scripted.act(payload, context),
    locate: ({ node, services }) => services.map((service) => ({ node, project: 'stack', service })),
    onOutcome: () => Promise.resolve(),
    onTrouble: () => undefined,
  });
}
