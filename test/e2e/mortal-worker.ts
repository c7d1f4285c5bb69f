import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** MortalWorker is the built worker as it is run: a process of its own, which is killed and started again. */
export class MortalWorker {
  readonly #variables: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;

  constructor(variables: Readonly<Record<string, string>>) {
    this.#variables = variables;
  }

  /** start resolves when it listens. */
  async start(): Promise<void> {
    const lost = { LOG_LEVEL: 'info', WORKER_LOST_AFTER_SEC: '1' };
    const env = { PATH: process.env['PATH'], ...this.#variables, ...lost };
    const worker = spawn(process.execPath, ['dist/apps/worker/src/main.js'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = worker;
    await new Promise<void>((resolve, reject) => {
      worker.stdout.on('data', (part: Buffer) => part.includes('"listening"') && resolve());
      worker.once('exit', (code) => reject(new Error(`the worker exited with ${code}`)));
    });
  }

  /** kill ends it as a crash does, whatever it was doing. */
  async kill(): Promise<void> {
    const worker = this.#process;
    if (worker === undefined || worker.exitCode !== null || worker.signalCode !== null) return;
    const ended = once(worker, 'exit');
    worker.kill('SIGKILL');
    await ended;
  }
}
