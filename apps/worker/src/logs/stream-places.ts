import { DomainError } from '@app/kernel';

/** StreamPlaces bounds how many streams run at once: each holds a connection to an engine, and memory. */
export class StreamPlaces {
  private taken = 0;

  constructor(private readonly most: number) {}

  /** take throws `too_many_streams`; calling what it returns gives the place back, once. */
  take(): () => void {
    if (this.taken >= this.most) {
      const message = `${this.most} log streams are open already; try again when one has ended`;
      throw new DomainError('too_many_streams', message, { retryAfter: 5 });
    }
    this.taken += 1;
    let held = true;
    return () => {
      if (held) this.taken -= 1;
      held = false;
    };
  }
}
