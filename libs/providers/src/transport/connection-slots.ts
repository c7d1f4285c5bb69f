/**
 * ConnectionSlots lets at most `connections` calls run and keeps the others in order of arrival. A call that is
 * cancelled while it waits is gone at once, body included.
 */
export class ConnectionSlots {
  private readonly waiting = new Set<() => void>();

  constructor(private free: number) {}

  /** take runs `start` now or when a slot becomes free. */
  take(start: () => void): void {
    if (this.free > 0 && this.waiting.size === 0) {
      this.free -= 1;
      start();
    } else {
      this.waiting.add(start);
    }
  }

  /** forget removes a call that waits; one that was started before is not affected. */
  forget(start: () => void): void {
    this.waiting.delete(start);
  }

  /** give returns a slot; the next call starts once the connection has settled, in a microtask. */
  give(): void {
    this.free += 1;
    if (this.waiting.size > 0) queueMicrotask(() => this.startNext());
  }

  private startNext(): void {
    const [next] = this.waiting;
    if (next === undefined || this.free === 0) return;
    this.waiting.delete(next);
    this.free -= 1;
    next();
  }
}
