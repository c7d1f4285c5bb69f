import { signalGroup } from './signal-group.js';

/** ProcessCensus counts a router's servers, for its metrics: what lives, what was started, what outlived its end. */
export class ProcessCensus {
  #started = 0;
  #leaked = 0;
  readonly #groups = new Set<number>();
  #living = 0;

  /** Servers whose processes are not all gone yet. */
  get live(): number {
    return this.#living;
  }

  get started(): number {
    return this.#started;
  }

  /** Processes that were still found after everything was done to end them. More than none needs an operator. */
  get leaked(): number {
    return this.#leaked;
  }

  began(pid: number): void {
    this.#started++;
    this.#living++;
    this.#groups.add(pid);
  }

  /** exited says that the leader of a group is gone, so that its pid may become another's. */
  exited(pid: number): void {
    this.#groups.delete(pid);
  }

  ended(left: number): void {
    this.#living--;
    this.#leaked += left;
  }

  /** killAll is for the moment in which the router exits and nothing can be awaited: `process.once('exit', …)`. */
  killAll(): void {
    for (const pid of this.#groups) signalGroup(pid, 'SIGKILL');
  }
}
