import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

export interface CaddyDockerNode {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * startCaddyDockerNode runs a real Caddy with both Caddyfiles that we ship for GPU nodes, in front of the engine that
 * listens on `socket`.
 */
export async function startCaddyDockerNode(certDir: string, socket: string): Promise<CaddyDockerNode> {
  const [modelsPort, dockerPort] = await Promise.all([freePort(), freePort()]);
  const caddyfile = join(certDir, 'Caddyfile');
  const shipped = ['gpu-node.Caddyfile', 'gpu-node-docker.Caddyfile'];
  const imports = shipped.map((name) => `import ${resolve('infra/caddy', name)}\n`);
  await writeFile(caddyfile, imports.join(''));
  const env = {
    PATH: process.env['PATH'],
    HOME: certDir,
    NODE_NAME: 'localhost',
    BIND_ADDRESS: '127.0.0.1',
    MODELS_PORT: String(modelsPort),
    DOCKER_PORT: String(dockerPort),
    CERT_DIR: certDir,
    DOCKER_SOCKET: socket,
  };
  const args = ['run', '--config', caddyfile, '--adapter', 'caddyfile'];
  const caddy = spawn('caddy', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  await serving(caddy);
  return { url: `https://localhost:${dockerPort}`, close: () => stop(caddy) };
}

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

async function stop(caddy: ChildProcess): Promise<void> {
  if (caddy.exitCode !== null) return;
  const ended = once(caddy, 'exit');
  caddy.kill('SIGTERM');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
