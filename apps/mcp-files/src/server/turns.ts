import { ToolFailure } from './tool-failure.js';

const AT_ONCE = 4;
const MOST_WAITING = 64;

/** Turns lets a few calls work at a time, and a bounded number wait for them. */
export class Turns {
  #working = 0;
  readonly #waiting: (() => void)[] = [];

  /** take runs `work` when it is its turn. Throws ToolFailure when too many wait, and the signal's reason once aborted. */
  async take<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#working >= AT_ONCE) await this.wait(signal);
    else this.#working++;
    try {
      return await work();
    } finally {
      this.pass();
    }
  }

  /** A turn is handed on from one call to the next without ever being free in between. */
  private pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#working--;
    else next();
  }

  private wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= MOST_WAITING) throw new ToolFailure('call', 'too many others are waiting');
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal.reason as Error);
      };
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.#waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
