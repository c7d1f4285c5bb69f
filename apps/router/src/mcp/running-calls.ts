import { DomainError } from '@app/kernel';

/** RunningCalls bounds how many calls each caller has in flight. */
export class RunningCalls {
  private readonly counts = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** take returns how to give back, once. Throws `too_many_calls`. */
  take(caller: string): () => void {
    const count = this.counts.get(caller) ?? 0;
    if (count >= this.most) {
      throw new DomainError('too_many_calls', `more than ${this.most} calls at once`, { retryAfter: 1 });
    }
    this.counts.set(caller, count + 1);
    let held = true;
    return () => {
      if (held) this.release(caller);
      held = false;
    };
  }

  private release(caller: string): void {
    const count = (this.counts.get(caller) ?? 1) - 1;
    if (count > 0) this.counts.set(caller, count);
    else this.counts.delete(caller);
  }
}
