import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { LogFile } from './log-file.ts';
import { OperatorError } from './operator-error.ts';

const TAIL_LINES = 20;

export interface ChildSettings {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logPath: string;
  readonly onLine?: (line: string) => void;
}

/** How a child ended: its exit code, or the signal that killed it. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Child is one process that the supervisor started. It has a process group of its own, so that Ctrl-C reaches
 * the supervisor alone and the order of stopping stays ours. Its output goes to a log file.
 */
export class Child {
  readonly name: string;
  readonly logPath: string;
  /** Settles when the process and its output have ended; never rejects. */
  readonly ended: Promise<Ending>;
  readonly #process: ChildProcess;
  readonly #tail: string[] = [];

  private constructor(settings: ChildSettings, child: ChildProcess, log: LogFile) {
    this.name = settings.name;
    this.logPath = settings.logPath;
    this.#process = child;
    for (const output of [child.stdout, child.stderr]) this.#follow(output, log, settings.onLine);
    this.ended = once(child, 'close').then(([code, signal]) => {
      log.close();
      return { code: code as number | null, signal: signal as NodeJS.Signals | null };
    });
  }

  /** start resolves once the process exists. Throws an OperatorError when it cannot be started. */
  static async start(settings: ChildSettings): Promise<Child> {
    const log = new LogFile(settings.logPath);
    const { command, args, cwd, env } = settings;
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      await once(child, 'spawn');
    } catch (cause) {
      log.close();
      throw new OperatorError(`${settings.name} cannot be started: ${(cause as Error).message}`, { cause });
    }
    return new Child(settings, child, log);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The last lines of its output. */
  get tail(): readonly string[] {
    return this.#tail;
  }

  /** stop asks the process to end, and kills it when `graceMs` were not enough. */
  async stop(graceMs: number): Promise<Ending> {
    this.#process.kill('SIGTERM');
    const force = setTimeout(() => this.kill(), graceMs);
    const ending = await this.ended;
    clearTimeout(force);
    return ending;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #follow(output: Readable | null, log: LogFile, onLine?: (line: string) => void): void {
    if (!output) return;
    output.on('data', (chunk: Buffer) => log.write(chunk));
    createInterface({ input: output }).on('line', (line) => {
      this.#tail.push(line);
      if (this.#tail.length > TAIL_LINES) this.#tail.shift();
      onLine?.(line);
    });
  }
}

export function describeEnding({ code, signal }: Ending): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}
