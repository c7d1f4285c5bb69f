import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** CaddyNode is a real Caddy with both Caddyfiles that we ship for GPU nodes. */
export interface CaddyNode {
  readonly modelsUrl: string;
  readonly dockerUrl: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** start runs it again at the same addresses, with what `rewrite` makes of the engine's Caddyfile. */
  start(rewrite?: Rewrite): Promise<void>;
  close(): Promise<void>;
}

export interface CaddyUpstreams {
  /** URL of the model server. */
  readonly models?: string;
  /** Socket of the engine. */
  readonly docker?: string;
  /** Socket of the create gate. */
  readonly gate?: string;
  /** URL of the GPU exporter. */
  readonly gpuExporter?: string;
}

type Rewrite = (caddyfile: string) => string;

/** startCaddyNode serves `certDir`/server.pem to holders of certificates that `certDir`/client-ca.pem signed. */
export async function startCaddyNode(certDir: string, upstreams: CaddyUpstreams): Promise<CaddyNode> {
  const [modelsPort, dockerPort] = await Promise.all([freePort(), freePort()]);
  const caddyfile = join(certDir, `Caddyfile-${dockerPort}`);
  const env = {
    PATH: process.env['PATH'],
    HOME: certDir,
    NODE_NAME: 'localhost',
    BIND_ADDRESS: '127.0.0.1',
    MODELS_PORT: String(modelsPort),
    DOCKER_PORT: String(dockerPort),
    CERT_DIR: certDir,
    MODELS_UPSTREAM: new URL(upstreams.models ?? 'http://127.0.0.1:9').host,
    DOCKER_SOCKET: upstreams.docker ?? '/nowhere/docker.sock',
    GATE_SOCKET: upstreams.gate ?? '/nowhere/gate.sock',
    GPU_EXPORTER: new URL(upstreams.gpuExporter ?? 'http://127.0.0.1:9').host,
  };
  let caddy: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals) => {
    if (caddy) await ended(caddy, signal);
    caddy = undefined;
  };
  const start = async (rewrite: Rewrite = (text) => text) => {
    await writeFile(caddyfile, await configuration(rewrite));
    const args = ['run', '--config', caddyfile, '--adapter', 'caddyfile'];
    caddy = spawn('caddy', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    await serving(caddy);
  };
  await start();
  return {
    modelsUrl: `https://localhost:${modelsPort}`,
    dockerUrl: `https://localhost:${dockerPort}`,
    kill: () => end('SIGKILL'),
    start,
    close: () => end('SIGTERM'),
  };
}

async function configuration(rewrite: Rewrite): Promise<string> {
  const shipped = (name: string) => readFile(join('infra/caddy', name), 'utf8');
  return `${await shipped('gpu-node.Caddyfile')}\n${rewrite(await shipped('gpu-node-docker.Caddyfile'))}`;
}

/** Caddy says so on standard error once it listens; an exit before that is the test's failure. */
function serving(caddy: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    caddy.stderr?.on('data', (part: Buffer) => {
      said = (said + part.toString()).slice(-8_000);
      if (said.includes('serving initial configuration')) resolve();
    });
    caddy.once('exit', () => reject(new Error(`caddy did not start:\n${said}`)));
    caddy.once('error', reject);
  });
}

async function ended(caddy: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (caddy.exitCode !== null || caddy.signalCode !== null) return;
  const gone = once(caddy, 'exit');
  caddy.kill(signal);
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
