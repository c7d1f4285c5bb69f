import type { EventNumbers } from './event-numbers.js';

/** VerifiedReach is how far a range was verified; an event that is looked at twice counts once. */
export class VerifiedReach {
  /** The last event that passed; the one before the range while none did. */
  to: number;
  events = 0;

  constructor(private readonly range: EventNumbers) {
    this.to = range.from - 1;
  }

  /** Whole files are read, so that events outside of the range pass by as well. */
  pass(seq: number): void {
    if (seq <= this.to || seq > this.range.to) return;
    this.to = seq;
    this.events += 1;
  }

  /** Nothing is proven when the log as a whole is wrong. */
  forget(): void {
    this.to = this.range.from - 1;
    this.events = 0;
  }
}
