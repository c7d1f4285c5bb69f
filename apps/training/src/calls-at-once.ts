import { DomainError } from '@app/kernel';

/** CallsAtOnce bounds the calls that run together through all doors: each may hold a log, images or a model in memory. */
export class CallsAtOnce {
  private running = 0;

  constructor(private readonly most: number) {}

  /** Throws `overloaded` in place of running one more. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.most)
      throw new DomainError('overloaded', `${this.running} calls run already; try again later`, {
        retryAfter: 1,
      });
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
    }
  }
}
