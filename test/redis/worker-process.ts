import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface WorkerProcess {
  /** Resolves once it said the text. */
  said(text: string): Promise<void>;
  /** Ends it as a crash does, whatever it was doing. */
  kill(): Promise<void>;
  /** Sends SIGTERM and returns the exit code. */
  stop(): Promise<number | null>;
}

/** What the child has compiled of the sources, for the next one: half of its time goes into that. */
const COMPILED = join(import.meta.dirname, '../../.toolchain/compiled-sources');

/** startWorker runs worker-child.ts as a process of its own. */
export function startWorker(redisUrl: string, notes: string, workMs: number): WorkerProcess {
  const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
  const program = ['--import', './test/redis/source-hooks.ts', './test/redis/worker-child.ts'];
  const child = spawn(process.execPath, [...flags, ...program, redisUrl, notes, String(workMs)], {
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  return {
    said: async (text) => {
      while (!output.includes(text)) await once(child.stdout, 'data');
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      child.kill('SIGTERM');
      return (await exited)[0];
    },
  };
}
