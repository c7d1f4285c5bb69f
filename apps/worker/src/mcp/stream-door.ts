import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { callerOf, type SharedToken } from '@app/auth';
import { DOOR_ERRORS, problemDialect, type ErrorTable, type Logger } from '@app/http';
import { DomainError, requestIdFrom } from '@app/kernel';
import {
  firstLine,
  LONGEST_OPENING,
  opening,
  STDERR_HEADER,
  STDERR_TOLD,
  STREAM_PATH,
  STREAM_PROTOCOL,
  type Opening,
  type OpeningAnswer,
} from '@app/mcp';
import { WORKER_ERRORS } from '../worker-errors.js';
import type { ImageServers, Lending } from './image-servers.js';

const STATUSES: ErrorTable = { ...DOOR_ERRORS, ...WORKER_ERRORS };
const SWITCHING = [
  'HTTP/1.1 101 Switching Protocols',
  'Connection: Upgrade',
  `Upgrade: ${STREAM_PROTOCOL}`,
  '\r\n',
].join('\r\n');
/** For the first line to arrive. */
const OPENING_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
/** Connections whose first line has not come yet; each may hold one in memory. */
const MOST_OPENINGS = 16;

/** StreamDoor takes the upgrades of the internal listener, all of them: `libs/mcp/src/broker` has the protocol. */
export class StreamDoor {
  #openings = 0;

  /** Without `servers`, a worker that has no engine of its own host lends nothing. */
  constructor(
    private readonly token: SharedToken,
    private readonly servers: ImageServers | undefined,
    private readonly logger: Logger,
  ) {}

  attach(server: Server): void {
    server.on('upgrade', (request, socket, head) => void this.take(request, socket as Socket, head));
  }

  private async take(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    // 'close' follows, and is listened to where it matters.
    socket.on('error', () => undefined);
    const id = requestIdFrom(request.headers['x-request-id']);
    try {
      const servers = this.admit(request);
      if (head.length > 0) socket.unshift(head);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      socket.write(SWITCHING);
      const tellsStderr = request.headers[STDERR_HEADER] === STDERR_TOLD;
      await this.serve(servers, socket, { requestId: id, tellsStderr });
    } catch (error) {
      refuse(socket, this.known(error, id), id);
    }
  }

  private admit(request: IncomingMessage): ImageServers {
    const { key } = callerOf(request);
    if (key === undefined || !this.token.matches(key)) {
      throw new DomainError('unauthorized', 'the worker answers to holders of the WORKER_TOKEN alone');
    }
    const { method, url, headers } = request;
    const wanted = headers.upgrade?.toLowerCase() === STREAM_PROTOCOL;
    if (method !== 'GET' || url !== STREAM_PATH || !wanted) {
      throw new DomainError('not_found', 'there is no such upgrade');
    }
    if (this.servers === undefined) throw new DomainError('node_not_found', 'the worker has no local engine');
    if (this.#openings < MOST_OPENINGS) return this.servers;
    throw new DomainError('overloaded', 'too many streams are being opened', { retryAfter: 1 });
  }

  private async serve(servers: ImageServers, socket: Socket, lending: Lending): Promise<void> {
    try {
      const wanted = await this.openingOf(socket);
      await servers.serve(wanted, socket, lending);
    } catch (error) {
      const { code, message: detail } = this.known(error, lending.requestId);
      this.logger.warn({ request_id: lending.requestId, code, reason: detail }, 'no image server was lent');
      socket.write(`${JSON.stringify({ code, detail } satisfies OpeningAnswer)}\n`);
      socket.destroySoon();
    }
  }

  private async openingOf(socket: Socket): Promise<Opening> {
    this.#openings += 1;
    try {
      return parsed(await firstLine(socket, LONGEST_OPENING, AbortSignal.timeout(OPENING_MS)));
    } catch (cause) {
      if (cause instanceof DomainError) throw cause;
      throw new DomainError('invalid_request', 'the first line did not come, or was too long', { cause });
    } finally {
      this.#openings -= 1;
    }
  }

  private known(error: unknown, id: string): DomainError {
    if (error instanceof DomainError) return error;
    this.logger.error({ request_id: id, err: error }, 'unforeseen failure');
    return new DomainError('internal_error', `internal error; quote ${id} when you report it`);
  }
}

/** What was wrong is said by field and kind; the line holds secrets. */
function parsed(line: string): Opening {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new DomainError('invalid_request', 'the first line: got something else, wanted JSON');
  }
  const result = opening.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DomainError('invalid_request', `${issue?.path[0]?.toString() ?? 'the first line'}: is malformed`);
}

function refuse(socket: Socket, error: DomainError, id: string): void {
  const status = STATUSES[error.code] ?? 500;
  const { contentType, body } = problemDialect(error, status, id);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(text)}`,
    `x-request-id: ${id}`,
    'connection: close',
    '\r\n',
  ];
  socket.write(head.join('\r\n') + text);
  socket.destroySoon();
}
