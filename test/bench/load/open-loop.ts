import type { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { quantile } from '../quantile.ts';
import { AnswerReader, isRightAnswer } from './answer-reader.ts';
import { openSocket, type Target, wholeRequest } from './target.ts';

export interface OpenLoop {
  readonly kind: 'open-loop';
  readonly target: Target;
  /** Requests per second. */
  readonly rate: number;
  readonly seconds: number;
}

export interface OpenLoopResult {
  /** Milliseconds from the moment that a request was due, whether or not it could be sent then. */
  readonly p50: number;
  readonly p99: number;
  readonly wrong: number;
}

const CONNECTIONS = 64;
const TICKER = new URL('./ticker.ts', import.meta.url);

/** runOpenLoop sends at a fixed rate, however slowly the answers come. */
export async function runOpenLoop(job: OpenLoop): Promise<OpenLoopResult> {
  const count = Math.round(job.rate * job.seconds);
  const over = Promise.withResolvers<void>();
  const lane = new Lane(job.target, count, over.resolve, over.reject);
  await lane.open();
  const ticker = new Worker(TICKER, { workerData: { rate: job.rate, count } });
  ticker.on('message', (dueAt: number) => lane.send(dueAt)).on('error', over.reject);
  await over.promise.finally(() => lane.close());
  await ticker.terminate();
  return { p50: quantile(lane.latencies, 0.5), p99: quantile(lane.latencies, 0.99), wrong: lane.wrong };
}

/** Lane hands requests to idle connections, and keeps those that are due while none is idle. */
class Lane {
  readonly latencies: number[] = [];
  wrong = 0;
  readonly #idle: Connection[] = [];
  readonly #due: number[] = [];
  readonly #all: Connection[] = [];
  readonly #target: Target;
  readonly #request: Buffer;
  readonly #count: number;
  readonly #onOver: () => void;
  readonly #onError: (error: Error) => void;

  constructor(target: Target, count: number, onOver: () => void, onError: (error: Error) => void) {
    this.#target = target;
    this.#request = wholeRequest(target);
    this.#count = count;
    this.#onOver = onOver;
    this.#onError = onError;
  }

  async open(): Promise<void> {
    await Promise.all(Array.from({ length: CONNECTIONS }, () => this.#connect()));
  }

  close(): void {
    for (const { socket } of this.#all) socket.destroy();
  }

  send(dueAt: number): void {
    // The one idle longest, so that no server closes a connection for being idle.
    const connection = this.#idle.shift();
    if (!connection) return void this.#due.push(dueAt);
    connection.dueAt = dueAt;
    connection.socket.write(this.#request);
  }

  async #connect(): Promise<void> {
    const reader = new AnswerReader();
    const socket = await openSocket(this.#target, (bytes) => {
      const answer = reader.push(bytes);
      if (answer) this.#answered(connection, answer);
    });
    const connection: Connection = { socket, dueAt: 0 };
    socket.once('error', this.#onError);
    this.#all.push(connection);
    this.#idle.push(connection);
  }

  #answered(connection: Connection, answer: Buffer): void {
    this.latencies.push(performance.timeOrigin + performance.now() - connection.dueAt);
    if (!isRightAnswer(answer)) this.wrong += 1;
    this.#idle.push(connection);
    const next = this.#due.shift();
    if (next !== undefined) this.send(next);
    if (this.latencies.length === this.#count) this.#onOver();
  }
}

interface Connection {
  readonly socket: Socket;
  dueAt: number;
}
