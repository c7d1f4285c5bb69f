import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type ScriptedAnswer = (request: IncomingMessage, response: ServerResponse) => void;

/** ScriptedEngine answers each path as a test says, to show faults that a real engine shows seldom. */
export interface ScriptedEngine {
  readonly socket: string;
  /** `GET /containers/json` and so on, without the version, in the order of arrival; the version calls left out. */
  readonly asked: string[];
  /** The API versions that calls came in. */
  readonly versions: string[];
  newest: string;
  oldest: string;
  on(call: string, answer: ScriptedAnswer): void;
  close(): Promise<void>;
}

const CALL = /^\/v(\d+\.\d+)(\/[^?]*)/;

/** startScriptedEngine listens on a socket of its own and refuses versions as the real engine does. */
export async function startScriptedEngine(): Promise<ScriptedEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-scripted-'));
  const socket = join(folder, 'docker.sock');
  const answers = new Map<string, ScriptedAnswer>();
  const server = createServer((request, response) => serve(engine, answers, request, response));
  server.listen(socket);
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  };
  const on = (call: string, answer: ScriptedAnswer) => void answers.set(call, answer);
  const engine: ScriptedEngine = {
    socket,
    asked: [],
    versions: [],
    newest: '1.41',
    oldest: '1.12',
    on,
    close,
  };
  return engine;
}

function serve(
  engine: ScriptedEngine,
  answers: ReadonlyMap<string, ScriptedAnswer>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [, version = '', path = ''] = CALL.exec(request.url ?? '') ?? [];
  response.setHeader('api-version', engine.newest);
  if (minor(version) > minor(engine.newest)) return refuse(response, `client version ${version} is too new.`);
  if (minor(version) < minor(engine.oldest)) return refuse(response, `client version ${version} is too old.`);
  if (path === '/version') {
    return json(response, { Version: '20.10', ApiVersion: engine.newest, MinAPIVersion: engine.oldest });
  }
  engine.asked.push(`${request.method} ${path}`);
  engine.versions.push(version);
  const answer = answers.get(`${request.method} ${path}`);
  if (answer === undefined) return json(response, { message: 'page not found' }, 404);
  answer(request, response);
}

function minor(version: string): number {
  return Number(version.split('.')[1]);
}

function refuse(response: ServerResponse, message: string): void {
  json(response, { message }, 400);
}

/** json answers with a value. */
export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
