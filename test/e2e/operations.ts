import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AuditEvent } from '@app/audit';
import { storedForm } from '@app/auth';
import { createOps } from '../../apps/ops/src/ops-app.ts';
import { createWorker } from '../../apps/worker/src/worker-app.ts';
import { startGpuNode, type GpuNode } from '../docker/gpu-node.ts';
import {
  composePrograms,
  type ComposeFlavourName,
  type ComposePrograms,
} from '../docker/compose-flavours.ts';
import { composeProject, serviceEntry, type TestProject } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE, startRealEngine, type RealEngine } from '../docker/real-engine.ts';
import { startRecordingProxy, type RecordingProxy } from '../docker/recording-proxy.ts';
import { RedisServer } from '../redis/redis-server.ts';

export const TOKEN = 'the-token-of-the-test-0123456789abcdef';
const WORKER_TOKEN = 'the-workers-token-0123456789abcdef0123';

export interface Operations {
  readonly url: string;
  readonly engine: RealEngine;
  readonly redis: RedisServer;
  readonly project: TestProject;
  /** With the option `gpu`: the node of that name, and its project. */
  readonly gpu: { readonly node: GpuNode; readonly project: TestProject } | undefined;
  /** With the option `recorded`: what the worker has asked of the local engine, Compose's calls included. */
  readonly recorded: RecordingProxy | undefined;
  readonly workerEnv: Readonly<Record<string, string>>;
  /** What an ops of its own process needs. */
  readonly opsEnv: Readonly<Record<string, string>>;
  readonly auditFolder: string;
  readonly audit: () => Promise<AuditEvent[]>;
  /** audited resolves with the first event that matches, once it is written. */
  audited(matches: (event: AuditEvent) => boolean): Promise<AuditEvent>;
  /** `path` is a whole URL when it is another ops that is meant. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly body?: object;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Holder {
  readonly id: string;
  readonly key: string;
  readonly roles: readonly string[];
  readonly services?: readonly string[];
}

export interface OperationsOptions {
  readonly holders?: readonly Holder[];
  /** The worker is not run here; `workerEnv` is what a process of its own needs. */
  readonly apart?: boolean;
  /** Ops is not run here; `opsEnv` is what a process of its own needs. */
  readonly opsApart?: boolean;
  /** Entries of the Compose file, in place of the services' own. */
  readonly entries?: string;
  /** The only compose that worker and project find; without it, the plugin, whose calls take a fraction of the time. */
  readonly compose?: ComposeFlavourName;
  /** Services of a second node, `gpu`, whose engine is behind Caddy. */
  readonly gpu?: readonly string[];
  /** That node has a create gate with this policy for its project; without it, none. */
  readonly gpuGate?: object;
  /** Entries of its Compose file, in place of the services' own. */
  readonly gpuEntries?: string;
  /** URL of that node's GPU exporter. */
  readonly gpuExporter?: string;
  /** Further fields of the nodes' entries in nodes.yaml. */
  readonly nodeFields?: (gpu: GpuNode | undefined) => { readonly local?: object; readonly gpu?: object };
  /** A recording proxy stands between the worker and the local engine. */
  readonly recorded?: boolean;
  /** Further variables. */
  readonly opsEnv?: Readonly<Record<string, string>>;
  readonly workerEnv?: Readonly<Record<string, string>>;
}

/** startOperations runs ops and its worker on real Docker engines and a real Redis. `services` are Compose services. */
export async function startOperations(
  services: readonly string[],
  options: OperationsOptions = {},
): Promise<Operations> {
  const { holders = [], apart = false } = options;
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-ops-'));
  const [engine, redis, gpuNode] = await Promise.all([
    startRealEngine(),
    RedisServer.start('--appendonly', 'yes'),
    options.gpu && startGpu(options),
  ]);
  const programs = await composePrograms(options.compose ?? 'plugin', engine.folder);
  const project = await composeProject(engine, 'stack', options.entries ?? entriesOf(services), programs);
  const [gpu] = await Promise.all([
    gpuNode && gpuProject(gpuNode, options, programs),
    project.compose('up', '-d'),
  ]);
  const recorded = options.recorded === true ? await startRecordingProxy(engine.socket) : undefined;
  await writeFiles(directory, nodesIn((recorded ?? engine).socket, project, gpu, options), holders);
  const socket = join(directory, 'worker.sock');
  const shared = {
    CONFIG_DIR: directory,
    DATA_DIR: directory,
    LOG_LEVEL: 'silent',
    REDIS_URL: redis.url,
    WORKER_TOKEN,
  };
  const found = { PATH: programs.path, HOME: programs.home };
  const workerEnv = { ...shared, ...found, WORKER_SOCKET: socket, ...options.workerEnv };
  const worker = apart ? undefined : await createWorker(workerEnv);
  await worker?.app.listen({ path: socket });
  const opsEnv = {
    ...shared,
    WORKER_URL: `unix://${socket}`,
    OPS_CONTROLLER_TOKEN: TOKEN,
    ...options.opsEnv,
  };
  const ops = options.opsApart === true ? undefined : await createOps(opsEnv);
  await ops?.app.listen(0, '127.0.0.1');
  const url = (await ops?.app.getUrl()) ?? '';
  return {
    url,
    engine,
    redis,
    project,
    gpu,
    recorded,
    workerEnv,
    opsEnv,
    auditFolder: join(directory, 'ops-controller'),
    audit: () => auditIn(directory),
    audited: (matches) => audited(directory, matches),
    call: (method, path, options) => call(path.startsWith('/') ? `${url}${path}` : path, method, options),
    close: async () => {
      await ops?.app.close();
      await worker?.app.close();
      await redis.stop();
      await recorded?.close();
      await Promise.all([engine.close(), gpu?.node.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function entriesOf(services: readonly string[]): string {
  return services.map((name) => serviceEntry(name, BUSYBOX_IMAGE, 'echo up')).join('');
}

const GPU_PROJECT = 'models';

function startGpu({ gpuExporter: exporter, gpuGate }: OperationsOptions): Promise<GpuNode> {
  return startGpuNode({ exporter, policy: gpuGate && { project: GPU_PROJECT, ...gpuGate } });
}

async function gpuProject(
  node: GpuNode,
  { gpu: services = [], gpuEntries }: OperationsOptions,
  programs: ComposePrograms,
): Promise<NonNullable<Operations['gpu']>> {
  const entries = gpuEntries ?? entriesOf(services);
  const project = await composeProject(node.engine, GPU_PROJECT, entries, programs);
  if (services.length > 0) await project.compose('up', '-d', ...services);
  return { node, project };
}

function nodesIn(
  socket: string,
  project: TestProject,
  gpu: Operations['gpu'],
  { nodeFields }: OperationsOptions,
): object {
  const more = nodeFields?.(gpu?.node);
  const local = { socket, compose: composeOf(project), ...more?.local };
  const compose = gpu && composeOf(gpu.project);
  const remote = gpu && { url: gpu.node.caddy.dockerUrl, tls: gpu.node.tls, compose, ...more?.gpu };
  return { nodes: { local, ...(remote && { gpu: remote }) } };
}

function composeOf({ project, directory, files }: TestProject): object {
  return { project, directory, files };
}

async function writeFiles(directory: string, nodes: object, holders: readonly Holder[]): Promise<void> {
  const clients = holders.map(({ id, key, roles, services = ['*'] }) => ({
    id,
    key_hash: storedForm(key),
    roles,
    scopes: { nodes: ['*'], services },
  }));
  // JSON is YAML too.
  await writeFile(join(directory, 'nodes.yaml'), JSON.stringify(nodes));
  await writeFile(join(directory, 'clients.yaml'), JSON.stringify({ clients }));
}

export async function auditIn(directory: string): Promise<AuditEvent[]> {
  const text = await readFile(join(directory, 'ops-controller', 'audit.log'), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as AuditEvent);
}

const AUDITED_WITHIN_MS = 40_000;

export async function audited(
  directory: string,
  matches: (event: AuditEvent) => boolean,
): Promise<AuditEvent> {
  for (const end = Date.now() + AUDITED_WITHIN_MS; Date.now() < end; await pause(20)) {
    const found = (await auditIn(directory)).find(matches);
    if (found) return found;
  }
  throw new Error('no such event was audited in time');
}

export async function call(url: string, method: string, options: CallOptions = {}): Promise<Answer> {
  const { body, key = TOKEN, headers } = options;
  const response = await fetch(url, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer['body'],
  };
}
