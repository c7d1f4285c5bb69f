import { spawn, type ChildProcess } from 'node:child_process';
import { ChildOutput } from './child-output.js';

export interface ChildCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Characters of standard output that are kept; beyond it the child is ended. */
  readonly keep?: number;
  readonly onLine?: ((line: string) => void) | undefined;
}

export interface ChildResult {
  /** The exit code; undefined when a signal ended the child. */
  readonly code: number | undefined;
  /** Why we ended it; undefined when it ended by itself. */
  readonly ended: 'cancelled' | 'timeout' | 'too_much' | undefined;
  readonly output: string;
  /** The last lines that it said on standard error. */
  readonly complaint: string;
}

const GRACE_MS = 10_000;
const COMPLAINT_LINES = 3;

/**
 * runChild runs a program by its arguments, without a shell, in a process group of its own, and resolves when it and
 * all who hold its output are gone. Ending it asks the whole group first and kills it ten seconds later. Rejects
 * only when the program cannot be started.
 */
export function runChild(command: ChildCommand): Promise<ChildResult> {
  return new RunningChild(command).result();
}

class RunningChild {
  readonly #child: ChildProcess;
  readonly #kept: string[] = [];
  readonly #complaint: string[] = [];
  #size = 0;
  #ended: ChildResult['ended'];
  #killer: NodeJS.Timeout | undefined;

  constructor(private readonly command: ChildCommand) {
    const { file, args, cwd, env } = command;
    this.#child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  async result(): Promise<ChildResult> {
    const { signal, timeout } = this.command;
    const cancel = () => this.end('cancelled');
    const deadline = setTimeout(() => this.end('timeout'), timeout);
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted === true) cancel();
    this.read();
    try {
      const code = await this.closed();
      return {
        code,
        ended: this.#ended,
        output: this.#kept.join('\n'),
        complaint: this.#complaint.join(' '),
      };
    } finally {
      clearTimeout(deadline);
      clearTimeout(this.#killer);
      signal?.removeEventListener('abort', cancel);
    }
  }

  private read(): void {
    const out = new ChildOutput((line) => this.keep(line));
    const err = new ChildOutput((line) => this.complain(line));
    this.#child.stdout?.on('data', (bytes: Buffer) => out.push(bytes)).once('end', () => out.end());
    this.#child.stderr?.on('data', (bytes: Buffer) => err.push(bytes)).once('end', () => err.end());
  }

  private keep(line: string): void {
    this.command.onLine?.(line);
    if (this.command.keep === undefined) return;
    this.#size += line.length + 1;
    if (this.#size > this.command.keep) this.end('too_much');
    else this.#kept.push(line);
  }

  private complain(line: string): void {
    this.command.onLine?.(line);
    this.#complaint.push(line);
    if (this.#complaint.length > COMPLAINT_LINES) this.#complaint.shift();
  }

  private closed(): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => resolve(code ?? undefined));
    });
  }

  private end(why: NonNullable<ChildResult['ended']>): void {
    if (this.#ended !== undefined) return;
    this.#ended = why;
    this.signalGroup('SIGTERM');
    this.#killer = setTimeout(() => this.signalGroup('SIGKILL'), GRACE_MS);
  }

  private signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // The group may have ended in this moment.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
