// Ticks at a fixed rate from a thread of its own: a futex wait is some ten times finer than an event loop's timer.
import { parentPort, workerData } from 'node:worker_threads';

const { rate, count } = workerData as { rate: number; count: number };
const cell = new Int32Array(new SharedArrayBuffer(4));
const startedAt = performance.now() + 50;
for (let n = 0; n < count; n++) {
  const dueAt = startedAt + (n * 1_000) / rate;
  const wait = dueAt - performance.now();
  if (wait > 0) Atomics.wait(cell, 0, 0, wait);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(performance.timeOrigin + dueAt);
}
