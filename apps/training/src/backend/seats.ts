/** Seats let so much work go on at the same time; the rest waits in the order in which it came. */
export class Seats {
  private readonly waiting = new Set<() => void>();

  constructor(private free: number) {}

  /** Rejects with the signal's reason when that aborts while the work still waits. */
  async take<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.sit(signal);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async sit(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.free > 0) {
      this.free -= 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = () => {
      this.waiting.delete(resolve);
      reject(signal?.reason as Error);
    };
    this.waiting.add(resolve);
    signal?.addEventListener('abort', giveUp);
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** The seat goes to the next in line, and is free when there is none. */
  private leave(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.free += 1;
      return;
    }
    this.waiting.delete(next);
    next();
  }
}
