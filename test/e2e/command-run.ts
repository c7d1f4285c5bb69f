import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const REPO = resolve(import.meta.dirname, '../..');

export interface CommandEnd {
  readonly code: number | null;
  readonly out: string;
  /** What it wrote to standard error. */
  readonly complaint: string;
}

/** CommandRun is one command of this repository under way, as a person without a terminal starts it. */
export class CommandRun {
  readonly end: Promise<CommandEnd>;
  readonly #process: ChildProcess;
  #out = '';
  #complaint = '';

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    const base = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    this.#process = spawn(command, args, { cwd: REPO, env: { ...base, ...env }, stdio: 'pipe' });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#out += text));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#complaint += text));
    this.end = once(this.#process, 'close').then(([code]) => ({
      code: code as number | null,
      out: this.#out,
      complaint: this.#complaint,
    }));
  }

  /** printed resolves once standard output holds the text; an end before that fails the test. */
  async printed(text: string): Promise<void> {
    const ended = this.#endedWithout(text);
    while (!this.#out.includes(text)) await Promise.race([once(this.#process.stdout!, 'data'), ended]);
  }

  answer(text: string): void {
    this.#process.stdin?.end(text);
  }

  async #endedWithout(text: string): Promise<void> {
    const { out, complaint } = await this.end;
    if (!out.includes(text)) throw new Error(`ended before "${text}":\n${out}${complaint}`);
  }

  signal(name: NodeJS.Signals): void {
    this.#process.kill(name);
  }
}
