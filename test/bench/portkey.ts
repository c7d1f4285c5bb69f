import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startChild } from './children.ts';
import { freePort, readyAfter, SUBJECT_CORE, type Subject } from './subject.ts';

const PINNED_BY = fileURLToPath(new URL('./peer/', import.meta.url));
const HOME = fileURLToPath(new URL('../../.toolchain/peer/', import.meta.url));
const PACKAGE = join(HOME, 'node_modules/@portkey-ai/gateway');

function isInstalled(): boolean {
  if (!existsSync(PACKAGE)) return false;
  const wanted = JSON.parse(readFileSync(join(PINNED_BY, 'package.json'), 'utf8')) as Pinned;
  const found = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  return wanted.dependencies['@portkey-ai/gateway'] === found.version;
}

interface Pinned {
  readonly dependencies: Readonly<Record<string, string>>;
}

/** installPortkey brings the pinned version, none of its install scripts run. */
async function installPortkey(): Promise<void> {
  if (isInstalled()) return;
  process.stderr.write('Installing the peer, @portkey-ai/gateway, into .toolchain/peer …\n');
  mkdirSync(HOME, { recursive: true });
  cpSync(PINNED_BY, HOME, { recursive: true });
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: HOME });
}

/** startPortkey starts the peer as its makers ship it, without its log console; `dir` gets its output. */
export async function startPortkey(upstreamPort: number, dir: string): Promise<Subject> {
  await installPortkey();
  const port = await freePort();
  const script = join(PACKAGE, 'build/start-server.js');
  const env = { PATH: process.env['PATH'], NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1' };
  const log = openSync(join(dir, 'portkey.log'), 'a');
  const args = [`--port=${port}`, '--headless'];
  const startedAt = performance.now();
  const child = startChild({ script, args, env, core: SUBJECT_CORE, output: [log, log] });
  const readyMs = await readyAfter(startedAt, `http://127.0.0.1:${port}/`, child);
  const headers = {
    Authorization: 'Bearer bench',
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
  };
  return { name: 'portkey', target: { port, headers }, process: child, readyMs };
}
