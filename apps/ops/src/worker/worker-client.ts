import { Agent, request, type IncomingMessage, type RequestOptions } from 'node:http';
import { DomainError, isJsonObject } from '@app/kernel';
import type { z } from 'zod';
import { workerTarget } from './worker-address.js';

export interface WorkerClientOptions {
  readonly address: string;
  readonly token: string;
  /** For a whole answer; a followed stream has no limit. */
  readonly timeoutMs?: number;
}

export interface WorkerCall {
  readonly method: 'GET' | 'POST';
  /** Of our own making: names in it are checked and encoded. */
  readonly path: string;
  readonly body?: object;
  readonly requestId: string;
}

const MOST_BYTES = 16 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** WorkerClient asks the worker what only the worker can see. It never changes anything: that goes through the queue. */
export class WorkerClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });
  private readonly target: RequestOptions;

  constructor(private readonly options: WorkerClientOptions) {
    this.target = workerTarget(options.address);
  }

  /**
   * ask returns the worker's answer, checked. Throws `worker_unreachable`, `worker_malformed`, or the error that the
   * worker answered with.
   */
  async ask<S extends z.ZodType>(call: WorkerCall, schema: S): Promise<z.output<S>> {
    const limit = AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS);
    const response = await this.send(call, limit, this.agent);
    const value = parsed(await textOf(response));
    if (response.statusCode !== 200) throw failureIn(value);
    const answer = schema.safeParse(value);
    if (answer.success) return answer.data;
    throw new DomainError('worker_malformed', 'the worker answered in another form than was agreed');
  }

  /**
   * open returns the body of a stream; aborting the signal ends it. It has a connection of its own: streams stay open
   * for hours, and would leave no other call one of the agent's.
   */
  async open(call: WorkerCall, signal: AbortSignal): Promise<IncomingMessage> {
    const response = await this.send(call, signal, false);
    if (response.statusCode === 200) return response;
    throw failureIn(parsed(await textOf(response)));
  }

  close(): void {
    this.agent.destroy();
  }

  private send(
    { method, path, body, requestId }: WorkerCall,
    signal: AbortSignal,
    agent: Agent | false,
  ): Promise<IncomingMessage> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${this.options.token}`,
      'x-request-id': requestId,
      ...(text !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      }),
    };
    return new Promise((resolve, reject) => {
      request({ ...this.target, agent, method, path, headers, signal })
        .once('response', resolve)
        .once('error', (cause) => reject(unreachable(cause)))
        .end(text);
    });
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > MOST_BYTES) throw new DomainError('worker_malformed', 'the worker sent more than 16 MiB');
      parts.push(part);
    }
  } catch (cause) {
    throw cause instanceof DomainError ? cause : unreachable(cause as Error);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError('worker_malformed', 'the worker answered with something that is not JSON');
  }
}

/** failureIn passes the worker's own code and words on: it is one of us, and its errors name nothing secret. */
function failureIn(value: unknown): DomainError {
  if (isJsonObject(value) && typeof value['code'] === 'string' && typeof value['detail'] === 'string') {
    if (value['code'] === 'unauthorized') {
      return new DomainError('worker_unreachable', 'the worker does not know our WORKER_TOKEN');
    }
    return new DomainError(value['code'], value['detail']);
  }
  return new DomainError(
    'worker_malformed',
    'the worker answered with an error in another form than was agreed',
  );
}

function unreachable(cause: Error): DomainError {
  const timedOut = cause.name === 'TimeoutError' || cause.name === 'AbortError';
  const why = timedOut ? 'did not answer in time' : 'cannot be reached';
  return new DomainError('worker_unreachable', `the worker ${why}; nothing was changed`, { cause });
}
