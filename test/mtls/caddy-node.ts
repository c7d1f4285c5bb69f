import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';

const CADDYFILE = resolve('infra/caddy/gpu-node.Caddyfile');

export interface CaddyNode {
  readonly url: string;
  close(): Promise<void>;
}

/** startCaddyNode runs a real Caddy with the Caddyfile that we ship for GPU nodes, in front of `upstream`. */
export async function startCaddyNode(certDir: string, upstream: string): Promise<CaddyNode> {
  const port = await freePort();
  const caddy = spawn('caddy', ['run', '--config', CADDYFILE, '--adapter', 'caddyfile'], {
    env: {
      PATH: process.env['PATH'],
      HOME: certDir,
      NODE_NAME: 'localhost',
      BIND_ADDRESS: '127.0.0.1',
      MODELS_PORT: String(port),
      CERT_DIR: certDir,
      MODELS_UPSTREAM: new URL(upstream).host,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await serving(caddy);
  return { url: `https://localhost:${port}`, close: () => stop(caddy) };
}

/** Caddy says so on standard error once it listens; an exit before that is the test's failure. */
function serving(caddy: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    caddy.stderr?.on('data', (part: Buffer) => {
      said += part.toString();
      if (said.includes('serving initial configuration')) resolve();
    });
    caddy.once('exit', () => reject(new Error(`caddy did not start:\n${said}`)));
    caddy.once('error', reject);
  });
}

async function stop(caddy: ChildProcess): Promise<void> {
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
