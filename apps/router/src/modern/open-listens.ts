import { DomainError } from '@app/kernel';
import type { Principal } from '@app/mcp';
import type { Admission } from '../access/mcp-access.js';
import { isSame } from '../access/same-principal.js';

const MOST_IN_ALL = 4_096;
const MOST_OF_ONE = 256;

interface Listen extends Admission {
  readonly end: () => Promise<void>;
}

/** OpenListens knows the `subscriptions/listen` streams that are open, and ends those whose caller lost its right. */
export class OpenListens {
  private readonly open = new Set<Listen>();

  get size(): number {
    return this.open.size;
  }

  /** refuseAnother throws `too_many_subscriptions` when the principal, or all together, have as many as may be. */
  refuseAnother({ id }: Principal): void {
    const own = [...this.open].filter(({ principal }) => principal.id === id).length;
    if (own < MOST_OF_ONE && this.open.size < MOST_IN_ALL) return;
    throw new DomainError('too_many_subscriptions', 'too many subscription streams are open', {
      retryAfter: 5,
    });
  }

  /** add returns how to forget the stream. `end` ends it the protocol's way, with a result. */
  add(admission: Admission, end: () => Promise<void>): () => void {
    const listen = { principal: admission.principal, again: admission.again, end };
    this.open.add(listen);
    return () => this.open.delete(listen);
  }

  /** recheck ends the streams of callers who may now do less or more than when they began; they can begin again. */
  async recheck(): Promise<void> {
    const changed = [...this.open].filter(({ principal, again }) => !isSame(principal, again()));
    await Promise.all(changed.map(({ end }) => end()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.open].map(({ end }) => end()));
  }
}
