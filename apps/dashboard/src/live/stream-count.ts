import { DomainError } from '@app/kernel';
import type { Session } from '../sessions/session.js';

/** How many may be open of one session, and of all. */
export interface StreamLimits {
  readonly ofOne: number;
  readonly together: number;
}

const LIVE: StreamLimits = { ofOne: 16, together: 256 };

/** StreamCount bounds the answers that stay open for a while: of the live ones there is one for each tab, and not many tabs. */
export class StreamCount {
  private readonly counts = new WeakMap<Session, number>();
  private total = 0;

  constructor(private readonly limits: StreamLimits = LIVE) {}

  /** take throws `too_many_pages`; else it returns what is to be called at the stream's end. */
  take(session: Session): () => void {
    const count = this.counts.get(session) ?? 0;
    if (count >= this.limits.ofOne || this.total >= this.limits.together) {
      throw new DomainError('too_many_pages', 'too many pages are open', { retryAfter: 10 });
    }
    this.counts.set(session, count + 1);
    this.total += 1;
    return () => {
      this.counts.set(session, (this.counts.get(session) ?? 1) - 1);
      this.total -= 1;
    };
  }
}
