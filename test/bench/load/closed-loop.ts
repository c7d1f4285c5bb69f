import type { Socket } from 'node:net';
import { AnswerReader, isRightAnswer } from './answer-reader.ts';
import { openSocket, type Target, wholeRequest } from './target.ts';

export interface ClosedLoop {
  readonly kind: 'closed-loop';
  readonly target: Target;
  readonly connections: number;
  readonly seconds: number;
}

export interface ClosedLoopResult {
  readonly answers: number;
  readonly wrong: number;
  readonly seconds: number;
}

/** runClosedLoop keeps one request in flight on each connection and counts the answers. */
export async function runClosedLoop(job: ClosedLoop): Promise<ClosedLoopResult> {
  const request = wholeRequest(job.target);
  const counts = { answers: 0, wrong: 0 };
  const startedAt = performance.now();
  const until = startedAt + job.seconds * 1_000;
  await Promise.all(
    Array.from({ length: job.connections }, () => askUntil(until, job.target, request, counts)),
  );
  return { ...counts, seconds: (performance.now() - startedAt) / 1_000 };
}

async function askUntil(
  until: number,
  target: Target,
  request: Buffer,
  counts: { answers: number; wrong: number },
): Promise<void> {
  const reader = new AnswerReader();
  const over = Promise.withResolvers<void>();
  const socket: Socket = await openSocket(target, (bytes) => {
    const answer = reader.push(bytes);
    if (!answer) return;
    counts.answers += 1;
    if (!isRightAnswer(answer)) counts.wrong += 1;
    if (performance.now() < until) socket.write(request);
    else over.resolve();
  });
  socket
    .once('error', over.reject)
    .once('close', () => over.reject(new Error('The subject closed a connection')));
  socket.write(request);
  await over.promise.finally(() => socket.destroy());
}
