import type { ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from './load/target.ts';

export const SUBJECT_CORE = 0;
export const LOAD_CORE = 1;

export type SubjectName = 'direct' | 'pipe' | 'gateway' | 'portkey';

/** Subject is something that load is sent to; `direct` is the mock itself. */
export interface Subject {
  readonly name: SubjectName;
  readonly target: Target;
  readonly process: ChildProcess;
  /** Milliseconds from the start of the process to its first answer. */
  readonly readyMs: number;
}

const READY_LIMIT_MS = 60_000;
const POLL_MS = 4;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** readyAfter waits for the first 200 at a URL and gives the milliseconds since `startedAt`. */
export async function readyAfter(startedAt: number, url: string, child: ChildProcess): Promise<number> {
  while (performance.now() - startedAt < READY_LIMIT_MS) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
    if (await answersOk(url)) return performance.now() - startedAt;
    await delay(POLL_MS);
  }
  throw new Error(`No answer of ${url} within ${READY_LIMIT_MS / 1_000} s`);
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url);
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // Nothing listens there yet.
    return false;
  }
}
