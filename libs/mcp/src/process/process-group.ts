import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ChildCommand } from './child-command.js';
import type { ChildLimits } from './child-limits.js';
import { isWithin } from './is-within.js';
import { signalGroup } from './signal-group.js';

export interface GroupExit {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

type Leader = ChildProcessByStdio<Writable, Readable, Readable>;

/** ProcessGroup is a running program and what it started, as far as that stayed in its group. */
export class ProcessGroup {
  readonly pid: number;
  /** Resolves when the leader is gone, or when it outlives its SIGKILL. What was left of the group is killed by then. */
  readonly over: Promise<void>;
  #exit: GroupExit | undefined;
  #signalled = false;
  #stopping: Promise<void> | undefined;
  #giveUp: () => void = () => undefined;

  private constructor(
    readonly leader: Leader,
    pid: number,
    private readonly times: ChildLimits,
  ) {
    this.pid = pid;
    this.over = new Promise((resolve) => {
      this.#giveUp = resolve;
      leader.once('exit', (code, signal) => {
        // Not later: once the group is empty, its number may become another's.
        signalGroup(pid, 'SIGKILL');
        this.#exit = { code: code ?? undefined, signal: signal ?? undefined };
        resolve();
      });
    });
  }

  /** start rejects with what the system said when the program cannot be run. */
  static start(
    command: ChildCommand,
    env: Record<string, string>,
    times: ChildLimits,
  ): Promise<ProcessGroup> {
    return new Promise((resolve, reject) => {
      const { cwd } = command;
      const leader = spawn(command.command, command.args, {
        ...(cwd === undefined ? {} : { cwd }),
        env,
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      leader.once('error', reject);
      if (leader.pid === undefined) return;
      const group = new ProcessGroup(leader, leader.pid, times);
      leader.once('spawn', () => resolve(group));
    });
  }

  get exit(): GroupExit | undefined {
    return this.#exit;
  }

  /** Whether it had to be told to leave by a signal. */
  get signalled(): boolean {
    return this.#signalled;
  }

  /** stop ends its input, and asks and then kills the group when that is not enough. Resolves like `over`. */
  stop(): Promise<void> {
    this.#stopping ??= this.escalate();
    return this.#stopping;
  }

  private async escalate(): Promise<void> {
    this.leader.stdin.end();
    if (await isWithin(this.over, this.times.eofMs)) return;
    this.signal('SIGTERM');
    if (await isWithin(this.over, this.times.termMs)) return;
    this.signal('SIGKILL');
    await isWithin(this.over, this.times.killMs);
    this.#giveUp();
  }

  private signal(signal: NodeJS.Signals): void {
    this.#signalled = true;
    signalGroup(this.pid, signal);
  }
}
