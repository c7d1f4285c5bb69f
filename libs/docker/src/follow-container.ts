import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineClient } from './engine-client.js';
import type { LogLine } from './log-line.js';
import { SeenLines } from './seen-lines.js';

export interface FollowStart {
  readonly tail: number | undefined;
  readonly since: string | undefined;
  /** When the following began, by the engine's clock: a reading after the first one begins here at the latest. */
  readonly began: string;
}

/** ContainerFollower follows one container's log through all of its restarts, without a line twice. */
export class ContainerFollower {
  readonly #seen = new SeenLines();
  #readBefore = false;
  #wanted = false;
  #running: Promise<void> | undefined;
  readonly #opened = Promise.withResolvers<void>();

  constructor(
    private readonly client: EngineClient,
    readonly container: string,
    private readonly start: FollowStart,
    private readonly take: (line: LogLine) => Promise<boolean>,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * attach reads the log until the container stops. Called while a reading is under way, it has the log read
   * again after that one, so that a start that overtakes the end of the old log is not lost.
   */
  attach(): Promise<void> {
    this.#wanted = true;
    this.#running ??= this.run().finally(() => {
      this.#running = undefined;
      this.#opened.resolve();
    });
    return this.#running;
  }

  /** Resolves once the log was opened for the first time, or could not be. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** settled resolves when no reading is under way, or after `milliseconds`. */
  async settled(milliseconds: number): Promise<void> {
    const running = this.#running?.catch(() => undefined);
    if (running === undefined) return;
    const stop = new AbortController();
    await Promise.race([
      running,
      sleep(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined),
    ]);
    stop.abort();
  }

  private async run(): Promise<void> {
    while (this.#wanted && !this.signal.aborted) {
      this.#wanted = false;
      await this.readOnce();
    }
  }

  private async readOnce(): Promise<void> {
    const last = this.#seen.last;
    const options = this.#readBefore ? { since: last ?? this.start.began } : this.start;
    this.#readBefore = true;
    const reading = { ...options, follow: true, onOpen: () => this.#opened.resolve() };
    const log = this.client.containerLogs(this.container, reading, this.signal);
    for await (const line of log) {
      const replaying = last !== undefined && (line.at ?? '') <= last;
      if (this.#seen.isNew(line, replaying) && !(await this.take(line))) return;
    }
  }
}
