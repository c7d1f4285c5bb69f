import type { Pull } from './pull.js';

const MOST_ENDED = 50;

/** PullBook keeps the pulls that run, those that wait, and the last 50 that ended. */
export class PullBook {
  readonly running = new Set<Pull>();
  private waiting: Pull[] = [];
  private ended: Pull[] = [];

  get waitingCount(): number {
    return this.waiting.length;
  }

  /** All of them: running, waiting, then ended, the newest first. */
  get all(): Pull[] {
    return [...this.running, ...this.waiting, ...this.ended];
  }

  get active(): Pull[] {
    return [...this.running, ...this.waiting];
  }

  /** activeOf returns the pull of that model that has not ended. */
  activeOf(model: string): Pull | undefined {
    return this.active.find((pull) => pull.model === model);
  }

  wait(pull: Pull): void {
    this.waiting.push(pull);
    this.renumber();
  }

  /** next takes the first of those that wait among the running ones. */
  next(): Pull | undefined {
    const pull = this.waiting.shift();
    if (pull) this.running.add(pull);
    this.renumber();
    return pull;
  }

  /** withdraw returns false for a pull that does not wait. */
  withdraw(pull: Pull): boolean {
    const left = this.waiting.filter((one) => one !== pull);
    if (left.length === this.waiting.length) return false;
    this.waiting = left;
    this.renumber();
    return true;
  }

  /** keep puts a pull that has ended among the others. */
  keep(pull: Pull): void {
    this.running.delete(pull);
    this.ended = [pull, ...this.ended].slice(0, MOST_ENDED);
  }

  private renumber(): void {
    this.waiting.forEach((pull, place) => pull.wait(place + 1));
  }
}
