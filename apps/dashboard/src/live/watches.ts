import { sendEvents, type Exchange, type Logger } from '@app/http';
import { DomainError } from '@app/kernel';
import type { Identity } from '../access/identity.js';
import type { Session } from '../sessions/session.js';
import type { UpstreamReader } from '../upstreams/upstream-reader.js';
import { LivePoll } from './live-poll.js';
import { LiveReader } from './live-reader.js';
import { StreamCount } from './stream-count.js';
import { supervised } from './supervised.js';
import { Watch, type Overview } from './watch.js';

const MOST_WATCHES = 64;

/**
 * Watches has one watch for all sessions that act as the same: what they may see is read with their own key, so that no
 * right is decided here.
 */
export class Watches {
  private readonly watches = new Map<string, Watch>();
  private readonly streams = new StreamCount();

  constructor(
    private readonly reader: UpstreamReader,
    private readonly logger: Logger,
  ) {}

  overview({ identity }: Session): Promise<Overview> {
    return this.of(identity).overview();
  }

  /** follow answers with the stream of a tab. Throws `too_many_pages`. */
  async follow(exchange: Exchange, session: Session, lastId: string | undefined): Promise<void> {
    const done = this.streams.take(session);
    const watch = this.of(session.identity);
    const signOut = () => exchange.cancel(new DomainError('session_required', 'the session has ended'));
    session.signal.addEventListener('abort', signOut);
    try {
      await sendEvents(exchange, (signal) =>
        supervised(watch.follow(lastId, signal), () => exchange.response.destroy()),
      );
    } finally {
      session.signal.removeEventListener('abort', signOut);
      done();
    }
  }

  close(): void {
    for (const watch of this.watches.values()) watch.stop();
  }

  private of({ credentials }: Identity): Watch {
    const known = this.watches.get(credentials.mark);
    if (known) return known;
    if (this.watches.size >= MOST_WATCHES) this.forgetUnread();
    const poll = new LivePoll(new LiveReader(this.reader, credentials));
    const watch = new Watch(poll, (err) => this.logger.error({ err }, 'a look at the upstreams failed'));
    this.watches.set(credentials.mark, watch);
    return watch;
  }

  private forgetUnread(): void {
    for (const [mark, watch] of this.watches) {
      if (!watch.isRead) this.watches.delete(mark);
    }
  }
}
