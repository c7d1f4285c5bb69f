import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { storedForm } from '@app/auth';
import { createDashboard } from '../../apps/dashboard/src/dashboard-app.ts';
import { createGatewayApp } from '../../apps/gateway/src/gateway-app.ts';
import { createRouter } from '../../apps/router/src/router-app.ts';
import { freeLoopbackPort } from '../../deploy/local/free-port.ts';
import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startFakeOllama, type FakeOllama } from '../fakes/fake-ollama.ts';
import { startFakeOpenAi, type FakeOpenAi } from '../fakes/fake-openai.ts';
import { startOperations, TOKEN, type Operations } from './operations.ts';
import { startOpsProcess, type OpsProcess } from './ops-process.ts';

export const PASSWORD = 'the password of the stack';
/** Of a client that may look at everything, and change nothing. */
export const VIEWER_KEY = 'sy-key-of-the-watcher';
/** With it the dashboard calls models and tools for whoever signed in with the password. */
const OWN_KEY = 'sy-key-of-the-dashboard';

/** They are deaf to the signal that asks them to end: a restart of one takes the ten seconds that it is given. */
export const DEAF = ['deaf-1', 'deaf-2', 'deaf-3', 'deaf-4'] as const;

/** `talker` says a word ten times a second, and `slow` takes two seconds to end. */
const SERVICES = [
  serviceEntry('web', BUSYBOX_IMAGE, 'echo web is up'),
  serviceEntry('talker', BUSYBOX_IMAGE, 'n=0; while sleep 0.1; do n=$((n+1)); echo "word $n"; done'),
  serviceEntry('slow', BUSYBOX_IMAGE, "trap 'sleep 2; exit 0' TERM"),
  ...DEAF.map((name) => serviceEntry(name, BUSYBOX_IMAGE, "trap '' TERM")),
].join('');

/** DashboardStack is every app on a real engine and a real Redis, before fakes of the model servers. */
export interface DashboardStack {
  /** Of the dashboard. */
  readonly url: string;
  readonly gatewayUrl: string;
  readonly opsUrl: string;
  readonly operations: Operations;
  readonly ollama: FakeOllama;
  readonly vllm: FakeOpenAi;
  /** killOps ends ops as a crash does; reviveOps starts it again at the same address. */
  killOps(): Promise<void>;
  reviveOps(): Promise<void>;
  close(): Promise<void>;
}

/** startDashboardStack needs a build of ops and of the page. Ops is a process of its own, so that it can be killed. */
export async function startDashboardStack(): Promise<DashboardStack> {
  const started: Closable[] = [];
  const close = async () => {
    for (const part of started.splice(0).toReversed()) await part.close();
  };
  try {
    return { ...(await startParts(started)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whatever starts is put into `started` at once. */
async function startParts(started: Closable[]): Promise<Omit<DashboardStack, 'close'>> {
  const keep = <T extends Closable>(part: T): T => {
    started.push(part);
    return part;
  };
  const [ollama, vllm] = [keep(await startFakeOllama()), keep(await startFakeOpenAi())];
  const operations = keep(await startOperations([], { entries: SERVICES, opsApart: true }));
  const port = await freeLoopbackPort();
  const env: Env = { ...operations.opsEnv, OPS_PORT: String(port) };
  await writeClients(env['CONFIG_DIR'] ?? '');
  const ops = keep(new MortalOps(env));
  await ops.revive();
  const upstreams = { OLLAMA_URL: ollama.url, VLLM_URL: vllm.url, DEFAULT_PROVIDER: 'ollama' };
  const gateway = keep(await listening(await createGatewayApp({ ...env, ...upstreams })));
  const path = process.env['PATH'] ?? '';
  const router = keep(
    await listening((await createRouter({ ...env, PATH: path, GATEWAY_URL: gateway.url })).app),
  );
  const dashboard = keep(await listening((await createDashboard(dashboardEnv(env, gateway, router))).app));
  const urls = { url: dashboard.url, gatewayUrl: gateway.url, opsUrl: `http://127.0.0.1:${port}` };
  return { ...urls, operations, ollama, vllm, killOps: () => ops.kill(), reviveOps: () => ops.revive() };
}

/** MortalOps is ops at one address through its deaths. */
class MortalOps {
  private running: OpsProcess | undefined;

  private readonly env: Env;

  constructor(env: Env) {
    this.env = env;
  }

  async revive(): Promise<void> {
    this.running ??= await startOpsProcess(this.env);
  }

  async kill(): Promise<void> {
    await this.running?.kill();
    this.running = undefined;
  }

  async close(): Promise<void> {
    await this.running?.stop();
  }
}

interface Closable {
  close(): Promise<void>;
}

type Env = Readonly<Record<string, string>>;

interface Listening extends Closable {
  readonly url: string;
}

function dashboardEnv(shared: Env, gateway: Listening, router: Listening): Env {
  return {
    LOG_LEVEL: 'silent',
    REDIS_URL: shared['REDIS_URL'] ?? '',
    OPS_URL: `http://127.0.0.1:${shared['OPS_PORT']}`,
    GATEWAY_URL: gateway.url,
    ROUTER_URL: router.url,
    DASHBOARD_PASSWORD: PASSWORD,
    OPS_CONTROLLER_TOKEN: TOKEN,
    GATEWAY_KEY: OWN_KEY,
  };
}

async function listening(app: NestFastifyApplication): Promise<Listening> {
  await app.listen(0, '127.0.0.1');
  const close = async () => {
    const closed = app.close();
    app.getHttpServer().closeAllConnections();
    await closed;
  };
  return { url: (await app.getUrl()).replace('[::1]', '127.0.0.1'), close };
}

/** Everybody may use every model and tool here, so that what is refused is refused for want of a role. */
async function writeClients(folder: string): Promise<void> {
  const everything = { models: ['*'], tools: ['*'], nodes: ['*'], services: ['*'] };
  const clients = [
    { id: 'dashboard', key_hash: storedForm(OWN_KEY), roles: [], scopes: everything },
    { id: 'watcher', key_hash: storedForm(VIEWER_KEY), roles: ['viewer'], scopes: everything },
  ];
  await writeFile(join(folder, 'clients.yaml'), JSON.stringify({ clients }));
}
