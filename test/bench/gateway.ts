import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './children.ts';
import { freePort, readyAfter, SUBJECT_CORE, type Subject } from './subject.ts';

const MAIN = fileURLToPath(new URL('../../dist/apps/gateway/src/main.js', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../package.json', import.meta.url));
const KEY = 'bench-key-0123456789abcdef0123456789abcdef';

/**
 * startGateway starts the built gateway with everything on: a required key, metrics, request ids, and one JSON
 * log line for each request, written to a file. `dir` gets its configuration, data and log.
 */
export async function startGateway(upstreamPort: number, dir: string): Promise<Subject> {
  if (!existsSync(MAIN)) throw new Error('The gateway is not built: run npm run build first');
  const port = await freePort();
  const env = gatewayEnvironment(upstreamPort, port, dir);
  const log = openSync(join(dir, 'gateway.log'), 'a');
  const startedAt = performance.now();
  const process = startChild({
    script: MAIN,
    nodeFlags: flagsOf('start:gateway'),
    env,
    core: SUBJECT_CORE,
    output: [log, log],
  });
  const readyMs = await readyAfter(startedAt, `http://127.0.0.1:${port}/health`, process);
  return { name: 'gateway', target: { port, headers: { Authorization: `Bearer ${KEY}` } }, process, readyMs };
}

/** flagsOf returns the flags of node with which a script of package.json starts an app. */
function flagsOf(script: string): string[] {
  const { scripts } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { scripts: Record<string, string> };
  return (scripts[script] ?? '').split(' ').filter((word) => word.startsWith('--'));
}

function gatewayEnvironment(upstreamPort: number, port: number, dir: string): NodeJS.ProcessEnv {
  const config = join(dir, 'config');
  mkdirSync(config, { recursive: true });
  const upstream = {
    id: 'vllm',
    kind: 'vllm',
    url: `http://127.0.0.1:${upstreamPort}/v1`,
    connections: 2_048,
  };
  const client = { id: 'bench', key_hash: `sha256:${createHash('sha256').update(KEY).digest('hex')}` };
  // JSON is YAML too.
  writeFileSync(join(config, 'gateway.yaml'), JSON.stringify({ providers: [upstream] }));
  writeFileSync(join(config, 'clients.yaml'), JSON.stringify({ clients: [client] }));
  return {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    OPENAI_COMPAT_PORT: String(port),
    DEFAULT_PROVIDER: 'vllm',
    LOG_LEVEL: 'info',
    CONFIG_DIR: config,
    DATA_DIR: join(dir, 'data'),
  };
}
