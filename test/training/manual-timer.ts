import { EventEmitter, once } from 'node:events';

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** ManualTimer is a clock that stands still until a test moves it. */
export class ManualTimer {
  private at = Date.parse('2026-09-21T10:00:00.000Z');
  private readonly sleepers = new Set<Sleeper>();
  private readonly bell = new EventEmitter().setMaxListeners(0);
  private readonly passed: (seconds: number) => void;

  /** `passed` is told how much time went by, before those who waited for it wake. */
  constructor(passed: (seconds: number) => void = () => undefined) {
    this.passed = passed;
  }

  get asleep(): number {
    return this.sleepers.size;
  }

  now(): Date {
    return new Date(this.at);
  }

  after(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error);
      const end = (how: () => void) => () => {
        this.sleepers.delete(sleeper);
        signal?.removeEventListener('abort', cancel);
        how();
      };
      const sleeper = { due: this.at + ms, wake: end(resolve) };
      const cancel = end(() => reject(signal?.reason as Error));
      signal?.addEventListener('abort', cancel);
      this.sleepers.add(sleeper);
      this.bell.emit('asleep');
    });
  }

  /** Lets time pass until the first sleeper wakes. */
  toNext(): void {
    const [next] = [...this.sleepers].sort((one, other) => one.due - other.due);
    if (next === undefined) throw new Error('nobody waits for time to pass');
    const seconds = Math.max(0, next.due - this.at) / 1_000;
    this.at = Math.max(this.at, next.due);
    this.passed(seconds);
    next.wake();
  }

  /** Lets time pass whether or not anybody waits for it; nobody is woken. */
  skip(seconds: number): void {
    this.at += seconds * 1_000;
    this.passed(seconds);
  }

  /** Resolves as soon as so many sleep. */
  async untilAsleep(count: number): Promise<void> {
    while (this.sleepers.size < count) await once(this.bell, 'asleep');
  }

  /** Lets time pass whenever so many sleep, until the work is done. */
  async drive<T>(work: Promise<T>, sleepers = 1): Promise<T> {
    const done = new AbortController();
    const over = work.finally(() => done.abort());
    over.catch(() => undefined);
    while (!done.signal.aborted) {
      if (this.sleepers.size >= sleepers) this.toNext();
      else await once(this.bell, 'asleep', { signal: done.signal }).catch(() => undefined);
    }
    return await over;
  }
}
