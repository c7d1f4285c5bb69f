import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export const TRAINING_MAIN = resolve('dist/apps/training/src/main.js');

export interface TrainingProcess {
  readonly url: string;
  readonly pid: number;
  /** Sends the signal and resolves once the process has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const LISTENING = /"url":"(http:[^"]+)","msg":"listening"/;

/** runTrainingProcess starts the built training server over HTTP as a process of its own, on a free port of loopback. */
export async function runTrainingProcess(env: Readonly<Record<string, string>>): Promise<TrainingProcess> {
  const child = spawn(process.execPath, [TRAINING_MAIN, '--http', '--port=0'], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const listening = Promise.withResolvers<string>();
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      said += part.toString();
      const [, address] = LISTENING.exec(said) ?? [];
      if (address !== undefined) listening.resolve(address);
    });
  }
  child.once('exit', () => listening.reject(new Error(`the training server did not start:\n${said}`)));
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await exited;
  };
  return { url: await listening.promise, pid: child.pid ?? 0, end };
}
