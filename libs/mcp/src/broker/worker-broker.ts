import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError, isJsonObject } from '@app/kernel';
import type { Broker } from './broker.js';
import { firstLine } from './first-line.js';
import {
  LONGEST_OPENING,
  openingAnswer,
  STDERR_HEADER,
  STDERR_TOLD,
  STREAM_PATH,
  STREAM_PROTOCOL,
} from './stream-opening.js';
import { workerPlace } from './worker-place.js';

export interface WorkerBrokerOptions {
  /** `unix:///path/of/a/socket` or `http://host:port`. */
  readonly address: string;
  /** The WORKER_TOKEN. */
  readonly token: string;
  /** What servers write to their standard error comes in between their output, see ToldLines. */
  readonly tellsStderr?: boolean;
}

/** Longer than the worker's own limits together; a worker that hangs is what it is for. */
const OPENING_MS = 90_000;
const LARGEST_REFUSAL = 64 * 1024;
/** A machine that vanished is noticed within a minute, on connections that leave the host. */
const KEEP_ALIVE_MS = 30_000;

/** workerBroker is the Broker that asks a worker. */
export function workerBroker({ address, token, tellsStderr = false }: WorkerBrokerOptions): Broker {
  const place = workerPlace(address);
  const headers = {
    authorization: `Bearer ${token}`,
    connection: 'Upgrade',
    upgrade: STREAM_PROTOCOL,
    ...(tellsStderr && { [STDERR_HEADER]: STDERR_TOLD }),
  };
  return async (server, env, signal) => {
    const call = request({ ...place, path: STREAM_PATH, agent: false, headers });
    const limit = AbortSignal.any([signal, AbortSignal.timeout(OPENING_MS)]);
    try {
      return await opened(call, `${JSON.stringify({ server, env })}\n`, limit);
    } catch (error) {
      call.destroy();
      throw failureOf(server, error, signal);
    }
  };
}

async function opened(call: ClientRequest, line: string, limit: AbortSignal): Promise<Socket> {
  const socket = await upgraded(call, limit);
  try {
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.write(line);
    const answer = openingAnswer.parse(JSON.parse(await firstLine(socket, LONGEST_OPENING, limit)));
    if ('code' in answer) throw new DomainError(answer.code, answer.detail);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function upgraded(call: ClientRequest, limit: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const cancel = () => call.destroy(limit.reason as Error);
    call.once('close', () => limit.removeEventListener('abort', cancel));
    call.once('upgrade', (_answer, socket: Socket, head) => {
      limit.removeEventListener('abort', cancel);
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    call.once('response', (answer) => void refusalIn(answer).then(reject, reject));
    call.on('error', reject);
    if (limit.aborted) cancel();
    else limit.addEventListener('abort', cancel, { once: true });
    call.end();
  });
}

/** A worker without the upgrade, or one that knows no such token, answers as to any other request. */
async function refusalIn(answer: IncomingMessage): Promise<DomainError> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST_REFUSAL) break;
    parts.push(part);
  }
  const value: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
  if (!isJsonObject(value) || typeof value['code'] !== 'string' || typeof value['detail'] !== 'string') {
    throw new Error(`status ${answer.statusCode} without a reason`);
  }
  if (value['code'] !== 'unauthorized') return new DomainError(value['code'], value['detail']);
  return new DomainError('mcp_server_unreachable', 'the worker does not know our WORKER_TOKEN');
}

function failureOf(server: string, cause: unknown, signal: AbortSignal): DomainError {
  if (signal.aborted) {
    return new DomainError('mcp_cancelled', 'the start of the server was cancelled', { upstream: server });
  }
  if (cause instanceof DomainError) return new DomainError(cause.code, cause.message, { upstream: server });
  const { name, code } = cause as NodeJS.ErrnoException;
  const why = name === 'TimeoutError' ? 'did not answer in time' : `cannot be reached (${code ?? name})`;
  return new DomainError('mcp_server_unreachable', `the worker, which runs image servers, ${why}`, {
    upstream: server,
    cause,
  });
}
