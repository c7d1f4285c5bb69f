import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

const STOP_GRACE_MS = 5_000;
const running = new Set<ChildProcess>();

export interface ChildSettings {
  readonly script: string;
  readonly args?: readonly string[];
  readonly nodeFlags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Core to pin to, where the machine has one to spare. */
  readonly core: number;
  /** File descriptors for stdout and stderr; absent discards stdout and shows stderr. */
  readonly output?: readonly [number, number];
}

export const PINNED = process.platform === 'linux' && availableParallelism() > 1;

/** startChild starts a Node script in a process of its own, with a message channel. */
export function startChild(settings: ChildSettings): ChildProcess {
  const node = [process.execPath, ...(settings.nodeFlags ?? []), settings.script, ...(settings.args ?? [])];
  const [command = '', ...args] = PINNED ? ['taskset', '-c', String(settings.core), ...node] : node;
  const [out, err] = settings.output ?? (['ignore', 'inherit'] as const);
  const child = spawn(command, args, {
    env: settings.env ?? process.env,
    stdio: ['ignore', out, err, 'ipc'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** childPort waits until a child has sent the port that it listens on. */
export async function childPort(child: ChildProcess): Promise<number> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnargs.join(' ')} ended with ${String(code)} before it listened`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [{ port: number }];
  return message.port;
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const closed = once(child, 'close');
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
  child.kill('SIGTERM');
  await closed;
  clearTimeout(late);
}

export async function stopAllChildren(): Promise<void> {
  await Promise.all([...running].map(stopChild));
}

/** killAllChildren is for the moment of leaving, when nothing can be awaited. */
export function killAllChildren(): void {
  for (const child of running) child.kill('SIGKILL');
}
