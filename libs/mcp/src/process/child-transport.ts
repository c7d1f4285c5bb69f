import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { DomainError } from '@app/kernel';
import type { ChildCommand } from './child-command.js';
import { describeEnd, type ChildEnd } from './child-end.js';
import { childEnvironment } from './child-environment.js';
import { ChildInput } from './child-input.js';
import { CHILD_LIMITS, type ChildLimits } from './child-limits.js';
import { ChildOutput } from './child-output.js';
import type { ChildSurroundings } from './child-surroundings.js';
import { endMarked } from './end-marked.js';
import { isWithin } from './is-within.js';
import { ProcessGroup } from './process-group.js';
import { markVariables, type ProcessMark } from './process-mark.js';
import { StderrTail } from './stderr-tail.js';

/** How long the rest of the output may take once the process is gone, and the exit once the output has ended. */
const SETTLE_MS = 500;

/**
 * ChildTransport speaks MCP with a program over its standard streams. The program leads a process group of its own, and
 * once `closed` has resolved, nothing that it started is left. One transport is one life of the program.
 */
export class ChildTransport implements Transport {
  onmessage?: Transport['onmessage'];
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  /** Resolves when no process of it is left, or none that can be ended. Never rejects. */
  readonly closed: Promise<ChildEnd>;
  readonly #mark: ProcessMark;
  readonly #limits: ChildLimits;
  readonly #stderr: StderrTail;
  readonly #output: ChildOutput;
  #resolveClosed: (end: ChildEnd) => void = () => undefined;
  #starting: Promise<ProcessGroup> | undefined;
  #input: ChildInput | undefined;
  #ended: ChildEnd | undefined;
  #asked = false;

  constructor(
    private readonly command: ChildCommand,
    private readonly around: ChildSurroundings,
  ) {
    this.#mark = { ...around.mark, child: randomUUID() };
    this.#limits = { ...CHILD_LIMITS, ...around.limits };
    this.#stderr = new StderrTail(around.onStderr);
    this.#output = new ChildOutput(command.name, this.#limits, {
      message: (message) => this.onmessage?.(message),
      reply: (message) => void this.send(message).catch((error: Error) => this.onerror?.(error)),
      error: (error) => this.onerror?.(error),
      oversized: (id, bytes) => around.onOversized?.(id, bytes),
    });
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
  }

  /** ended is known from the moment that `onclose` is called. */
  get ended(): ChildEnd | undefined {
    return this.#ended;
  }

  /** Lines on standard output that were no messages. */
  get junkLines(): number {
    return this.#output.junkLines;
  }

  /** start rejects with `mcp_server_unreachable` when the program cannot be run. */
  async start(): Promise<void> {
    if (this.#starting !== undefined || this.#ended !== undefined) {
      throw new Error('A ChildTransport starts once.');
    }
    const env = childEnvironment(this.around.environment, this.command.env, markVariables(this.#mark));
    this.#starting = ProcessGroup.start(this.command, env, this.#limits);
    const group = await this.#starting.catch((error: unknown) => this.failStart(error));
    this.around.census.began(group.pid);
    void this.live(group);
  }

  /**
   * send resolves when the server's pipe has taken the message. Rejects with `mcp_server_crashed`,
   * `mcp_server_unreachable` or `mcp_message_too_large`.
   */
  async send(message: JSONRPCMessage): Promise<void> {
    if (this.#input === undefined || this.#ended !== undefined) throw this.notRunning();
    await this.#input.send(message);
  }

  /** close resolves like `closed`: in less than five seconds, by default. */
  async close(): Promise<void> {
    const group = await this.#starting?.catch(() => undefined);
    if (group === undefined) this.#resolveClosed(this.conclude(undefined));
    if (group?.exit === undefined) this.#asked = true;
    await group?.stop();
    await this.closed;
  }

  /** live follows the process from its first moment to the last of its descendants. */
  private async live(group: ProcessGroup): Promise<void> {
    const { stdout, stderr } = this.listen(group).leader;
    const over = group.over.then(() => this.around.census.exited(group.pid));
    const outputEnded = closedStream(stdout);
    const allSaid = Promise.all([over, outputEnded, closedStream(stderr)]);
    await Promise.race([over, outputEnded]);
    // Strays are ended before the output is waited for: they may hold it open.
    const left = group.stop().then(() => this.endStrays());
    await isWithin(allSaid, SETTLE_MS);
    const end = this.conclude(group);
    this.around.census.ended(await left);
    this.#resolveClosed(end);
  }

  private listen(group: ProcessGroup): ProcessGroup {
    const { stdin, stdout, stderr } = group.leader;
    this.#input = new ChildInput(stdin, this.command.name, this.#limits);
    // A server that takes no requests any more is of no use.
    stdin.on('error', () => void group.stop());
    for (const stream of [stdout, stderr]) stream.on('error', (error) => this.onerror?.(error));
    stderr.on('data', (bytes: Buffer) => {
      this.#stderr.push(bytes);
      this.around.stderr?.push(bytes);
    });
    stdout.on('data', (bytes: Buffer) => this.#output.push(bytes));
    return group;
  }

  private conclude(group: ProcessGroup | undefined): ChildEnd {
    if (this.#ended !== undefined) return this.#ended;
    this.#stderr.end();
    this.around.stderr?.end();
    const { code, signal } = group?.exit ?? {};
    const end = { reason: this.reason(group), code, signal, stderr: this.#stderr.lines };
    this.#ended = end;
    for (const stream of group?.leader.stdio ?? []) stream?.destroy();
    this.tellClosed();
    return end;
  }

  private reason(group: ProcessGroup | undefined): ChildEnd['reason'] {
    if (this.#asked) return 'closed';
    return group?.exit === undefined || group.signalled ? 'broken' : 'exited';
  }

  private tellClosed(): void {
    try {
      this.onclose?.();
    } catch (error) {
      this.onerror?.(error as Error);
    }
  }

  /** endStrays ends what left the group, and returns how many outlived even that. */
  private async endStrays(): Promise<number> {
    const { run, child } = this.#mark;
    const times = { termMs: 0, killMs: this.#limits.sweepMs };
    try {
      return (await endMarked((mark) => mark.run === run && mark.child === child, times)).left;
    } catch (error) {
      this.onerror?.(error as Error);
      return 0;
    }
  }

  /** The system's own words are left out: they hold paths, and may hold values of the environment. */
  private failStart(error: unknown): never {
    this.#resolveClosed(this.conclude(undefined));
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const text = `The server "${this.command.name}" cannot be started: ${START_FAILURES[code] ?? code}.`;
    throw new DomainError('mcp_server_unreachable', text, { upstream: this.command.name });
  }

  private notRunning(): DomainError {
    const { name } = this.command;
    const end = this.#ended;
    if (end === undefined || end.reason === 'closed') {
      const text = `The server "${name}" is not running.`;
      return new DomainError('mcp_server_unreachable', text, { upstream: name });
    }
    const text = `The server "${name}" has ended: ${describeEnd(end)}.`;
    return new DomainError('mcp_server_crashed', text, { upstream: name });
  }
}

const START_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'its program or its working directory does not exist',
  EACCES: 'its program or its working directory may not be used',
  ERR_INVALID_ARG_VALUE: 'a value of its command or environment holds a zero byte',
};

function closedStream(stream: Readable): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve));
}
