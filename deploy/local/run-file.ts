import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRunning, recordOf, type ProcessRecord } from './process-record.ts';

/** RunState is what a second `make start` needs to know about the first. */
export interface RunState {
  readonly supervisor: ProcessRecord;
  readonly children: readonly ProcessRecord[];
  /** The table and the first request, as printed; absent while starting. */
  readonly welcome?: string;
}

export type Claim =
  | {
      readonly kind: 'ours';
      /** Children of a supervisor that died, still running. */ readonly leftovers: readonly ProcessRecord[];
    }
  | { readonly kind: 'taken'; readonly by: RunState };

/** RunFile is the pid file: one supervisor per data directory, also after one was killed. */
export class RunFile {
  readonly #path: string;
  #state: RunState;

  constructor(path: string) {
    this.#path = path;
    const supervisor = recordOf('supervisor', process.pid);
    if (!supervisor) throw new Error('this process cannot see itself');
    this.#state = { supervisor, children: [] };
  }

  /** claim makes this process the supervisor, unless another one lives. */
  claim(): Claim {
    mkdirSync(dirname(this.#path), { recursive: true });
    if (this.#create()) return { kind: 'ours', leftovers: [] };
    const found = this.#read();
    if (found && isRunning(found.supervisor)) return { kind: 'taken', by: found };
    this.#save();
    return { kind: 'ours', leftovers: (found?.children ?? []).filter(isRunning) };
  }

  addChild(name: string, pid: number): void {
    const child = recordOf(name, pid);
    if (!child) return;
    this.#state = { ...this.#state, children: [...this.#state.children, child] };
    this.#save();
  }

  ready(welcome: string): void {
    this.#state = { ...this.#state, welcome };
    this.#save();
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }

  #create(): boolean {
    try {
      writeFileSync(this.#path, JSON.stringify(this.#state), { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  /** A file cut short by a crash names nobody, and so counts as stale. */
  #read(): RunState | undefined {
    const text = readFileSync(this.#path, 'utf8');
    try {
      return JSON.parse(text) as RunState;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #save(): void {
    const draft = `${this.#path}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(this.#state), { mode: 0o600 });
    renameSync(draft, this.#path);
  }
}
