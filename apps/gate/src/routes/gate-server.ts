import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { DiskRoom } from '@app/docker';
import type { Logger } from '@app/http';
import type { Sampler } from '@app/kernel';
import { forward } from '../forward/forward.js';
import { readJson } from '../forward/read-json.js';
import type { GatePolicy } from '../policy/gate-policy.js';
import { EngineAway, Refusal } from '../refusal.js';
import { gateCall, type GateCall } from './gate-call.js';
import type { Passages } from './passage.js';

export interface GateParts {
  readonly policy: GatePolicy;
  readonly passages: Passages;
  readonly disk: Pick<Sampler<DiskRoom>, 'read'>;
  readonly dockerSocket: string;
  readonly logger: Logger;
}

const CONNECTIONS = 256;
const REQUEST_MS = 60_000;

/** gateServer answers as an engine would what the policy allows, and refuses the rest in an engine's words. */
export function gateServer(parts: GateParts): Server {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => {
      serve(parts, request, response).catch((err: unknown) => {
        parts.logger.error({ err }, 'a call failed');
        end(response, 500, 'The gate failed.');
      });
    },
  );
  server.maxConnections = CONNECTIONS;
  return server;
}

async function serve(parts: GateParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '' } = request;
  // A proxy would send a create on a connection that we are about to close for idleness, and never know what came of it.
  response.shouldKeepAlive = false;
  if (method === 'GET' && url === '/health') return answer(response, 200, { ok: true });
  const left = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) left.abort();
  });
  const call = gateCall(method, url);
  try {
    if (call === undefined) throw new Refusal('this call', 'it is none that Compose makes');
    await pass(parts, call, request, response, left.signal);
  } catch (error) {
    refuse(parts, { method, call }, response, error);
  }
}

async function pass(
  { policy, passages, disk, dockerSocket, logger }: GateParts,
  call: GateCall,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  if (call.name === 'gate') return answer(response, 200, { gate: 1, project: policy.project });
  if (call.name === 'gateDisk') return answer(response, 200, { disk: await diskIn(disk, logger) });
  const { method } = call.route;
  const body = call.route.body === true ? await readJson(request) : null;
  const passage = await passages.of(call, body, signal);
  const status = await forward(dockerSocket, method, passage, response, signal);
  const line = { method, route: call.name, ...about(call, passage.subject), decision: 'passed', status };
  if (method === 'GET' || method === 'HEAD') logger.debug(line, 'call');
  else logger.info(line, 'call');
}

/** Numbers alone: neither the folder nor why it cannot be read is anybody's business but the node's. */
async function diskIn(disk: GateParts['disk'], logger: Logger) {
  const { sample, ageMs, problem } = await disk.read();
  if (problem !== undefined) logger.warn({ err: problem }, 'the disk cannot be read');
  if (sample === undefined) return null;
  const { totalBytes, freeBytes } = sample;
  return { total_bytes: totalBytes, free_bytes: freeBytes, age_ms: Math.round(ageMs ?? 0) };
}

/** A caller who has left needs no answer, and one who has got the head of one can only see it break off. */
function refuse(
  { logger }: GateParts,
  { method, call }: { readonly method: string; readonly call: GateCall | undefined },
  response: ServerResponse,
  error: unknown,
): void {
  const line = { method, route: call?.name ?? 'unknown', ...(call && about(call, undefined)) };
  if (error instanceof Refusal) {
    logger.warn({ ...line, decision: 'refused', rule: error.rule }, 'call');
    return end(response, error.status, error.message);
  }
  if (response.destroyed || response.headersSent) {
    logger.info({ ...line, decision: 'broken off' }, 'call');
    response.destroy();
    return;
  }
  if (!(error instanceof EngineAway)) throw error;
  logger.error({ ...line, decision: 'failed', reason: error.message }, 'call');
  end(response, 502, error.message);
}

/** Names of containers, networks and volumes; nothing of a body. */
function about({ parameters, query }: GateCall, subject: string | undefined) {
  const { container, network, volume } = parameters;
  const name = query.get('name');
  const known = { container, network, volume, name, subject };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined && value !== ''));
}

function end(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) return void response.destroy();
  answer(response, status, { message });
}

function answer(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
