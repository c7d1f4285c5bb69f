import { DomainError } from '@app/kernel';
import type { Session } from '../sessions/session.js';

const OF_ONE = 16;
const TOGETHER = 256;

/** StreamCount bounds the live streams that are open: one for each tab, and not many tabs. */
export class StreamCount {
  private readonly counts = new WeakMap<Session, number>();
  private total = 0;

  /** take throws `too_many_pages`; else it returns what is to be called at the stream's end. */
  take(session: Session): () => void {
    const count = this.counts.get(session) ?? 0;
    if (count >= OF_ONE || this.total >= TOGETHER) {
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
