import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from '@app/http';
import type { ComposePrograms } from '../docker/compose-flavours.ts';
import { docker } from '../docker/docker-cli.ts';
import { writeCertificates } from '../docker/gpu-node.ts';
import { startNodeGate } from '../docker/node-gate.ts';
import { startRealEngine, type RealEngine } from '../docker/real-engine.ts';
import { startRecordingProxy, type RecordingProxy } from '../docker/recording-proxy.ts';
import { startCaddyNode } from '../mtls/caddy-node.ts';

export interface Answered {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  /** Empty when the answer is no JSON object. */
  readonly body: Record<string, unknown>;
}

interface Question {
  readonly body?: string | object;
  readonly type?: string;
}

/** GatedNode is a real engine behind a real Caddy with mutual TLS, and our gate for what Compose asks. */
export interface GatedNode {
  readonly engine: RealEngine;
  readonly folder: string;
  /** Caddy's address, host and port. */
  readonly host: string;
  /** What the engine was asked, by Caddy or the gate. */
  readonly recorded: RecordingProxy;
  /** What the gate has logged, without its reads. */
  readonly lines: Record<string, unknown>[];
  /** Asks through Caddy with a good certificate. */
  ask(method: string, path: string, question?: Question): Promise<Answered>;
  /** Runs Compose with these arguments against the node, as its worker does. */
  compose(programs: ComposePrograms, file: string, ...args: string[]): Promise<string>;
  /** All objects of the engine with their states, to see that nothing has changed. */
  objects(): Promise<string>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** startGatedNode gives containers `folder`/data for reading, and what else `policy` says. */
export async function startGatedNode(policy: object): Promise<GatedNode> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-gated-'));
  await writeCertificates(folder);
  const engine = await startRealEngine();
  const recorded = await startRecordingProxy(engine.socket);
  const lines: Record<string, unknown>[] = [];
  const binds = [{ source: join(folder, 'data') }];
  const gate = await startNodeGate(folder, recorded.socket, { binds, ...policy }, loggerTo(lines));
  const caddy = await startCaddyNode(folder, { docker: recorded.socket, gate: gate.socket });
  const { host } = new URL(caddy.dockerUrl);
  const close = async () => {
    await caddy.close();
    await gate.close();
    await recorded.close();
    await engine.close();
    await rm(folder, { recursive: true });
  };
  return {
    engine,
    folder,
    host,
    recorded,
    lines,
    ask: await askerOf(folder, host),
    compose: await composeOver(folder, host),
    objects: () => objectsOf(engine),
    close,
  };
}

function loggerTo(lines: Record<string, unknown>[]): Logger {
  const note = (fields: Record<string, unknown>) => void lines.push(fields);
  return { debug: () => undefined, info: note, warn: note, error: note } as unknown as Logger;
}

async function askerOf(folder: string, host: string): Promise<GatedNode['ask']> {
  const read = (name: string) => readFile(join(folder, name));
  const [ca, cert, key] = await Promise.all([read('server-ca.pem'), read('worker.pem'), read('worker.key')]);
  const [hostname, port] = host.split(':');
  return (method, path, { body, type = 'application/json' } = {}) => {
    const bytes = typeof body === 'object' ? JSON.stringify(body) : body;
    const headers =
      bytes === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(bytes) };
    return new Promise((resolve, reject) => {
      const target = { hostname, port, method, path, headers, agent: false, ca, cert, key };
      const call = request(target, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.once('error', reject).once('end', () => {
          const isObject = text.startsWith('{');
          const parsed = isObject ? (JSON.parse(text) as Record<string, unknown>) : {};
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: parsed });
        });
      });
      call.once('error', reject).end(bytes);
    });
  };
}

async function composeOver(folder: string, host: string): Promise<GatedNode['compose']> {
  const certificates = await mkdtemp(join(folder, 'client-'));
  const names = { 'server-ca.pem': 'ca.pem', 'worker.pem': 'cert.pem', 'worker.key': 'key.pem' };
  for (const [from, to] of Object.entries(names)) await cp(join(folder, from), join(certificates, to));
  const env = {
    DOCKER_HOST: `tcp://${host}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: certificates,
    DOCKER_API_VERSION: '1.41',
    COMPOSE_API_VERSION: '1.41',
  };
  return async ({ command, path, home }, file, ...args) => {
    const [program, ...first] = command;
    const argv = [...first, '-p', 'models', '-f', file, ...args];
    const { stdout } = await run(program, argv, { env: { ...env, PATH: path, HOME: home } });
    return stdout;
  };
}

async function objectsOf(engine: RealEngine): Promise<string> {
  const seen = await Promise.all([
    docker(engine, 'ps', '--all', '--no-trunc', '--format', '{{.ID}} {{.Names}} {{.State}}'),
    docker(engine, 'volume', 'ls', '--quiet'),
    docker(engine, 'network', 'ls', '--no-trunc', '--quiet'),
  ]);
  return seen.map((text) => text.split('\n').toSorted().join('\n')).join('\n--\n');
}
