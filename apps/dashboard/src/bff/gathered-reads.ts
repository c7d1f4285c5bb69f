import type { Exchange, Logger } from '@app/http';
import { DomainError } from '@app/kernel';
import { StreamCount } from '../live/stream-count.js';
import { sendLines } from '../seed/send-lines.js';
import type { Session } from '../sessions/session.js';
import { endOf } from './end-of-asking.js';
import type { OwnReads } from './own-reads.js';
import { passedPlace } from './passed-place.js';
import { tooLarge, type PassedReads } from './passed-reads.js';
import type { ReadCaller } from './read-caller.js';
import { refusedPart, type ReadPart } from './read-part.js';

/** A line of the answer: which of the reads, by its place, and its answer. */
type Line = ReadPart & { readonly read: number };

/** A part waits in memory until the page takes it; what is larger is asked for alone. */
const LARGEST_PART = 2 * 1024 * 1024;
/** A page asks once; a few tabs do at a time. Each holds its parts for as long as its page is slow. */
const MOST_ASKINGS = { ofOne: 16, together: 64 };

/** GatheredReads answers several reads of a page at once. Each is what it would be alone: by the same way, with the same key. */
export class GatheredReads {
  private readonly askings = new StreamCount(MOST_ASKINGS);

  constructor(
    private readonly passed: Pick<PassedReads, 'read'>,
    private readonly own: Pick<OwnReads, 'find'>,
    private readonly logger: Logger,
  ) {}

  /**
   * answer writes a line for each read, in the order in which they are ready: none waits for another. Throws
   * `too_many_pages`.
   */
  async answer(exchange: Exchange, session: Session, reads: readonly string[]): Promise<void> {
    const done = this.askings.take(session);
    try {
      await this.gather(exchange, session, reads);
    } finally {
      done();
    }
  }

  private async gather(exchange: Exchange, session: Session, reads: readonly string[]): Promise<void> {
    const caller = { session, requestId: exchange.id, signal: endOf(exchange, session) };
    exchange.logFields = { reads: reads.length };
    exchange.response.setHeader('cache-control', 'no-store');
    const parts = reads.map((read) => this.part(read, caller));
    await sendLines(exchange, asTheyCome(parts));
  }

  /** Never rejects: what goes wrong with one is its own answer. */
  private async part(read: string, caller: ReadCaller): Promise<ReadPart> {
    try {
      const own = this.own.find(read);
      if (own === undefined) return await this.pass(read, caller);
      const part = await own(caller);
      if (Buffer.byteLength(part.body) > LARGEST_PART) throw tooLarge(LARGEST_PART);
      return part;
    } catch (error) {
      return this.refused(error, caller.requestId);
    }
  }

  private async pass(read: string, caller: ReadCaller): Promise<ReadPart> {
    const place = passedPlace(read);
    // As alone: a page that asks an app is used; what the dashboard tells by itself keeps no session alive.
    caller.session.use();
    return this.passed.read(caller, place, LARGEST_PART);
  }

  private refused(error: unknown, requestId: string): ReadPart {
    if (error instanceof DomainError) return refusedPart(error, requestId);
    this.logger.error({ request_id: requestId, err: error }, 'unforeseen failure of a read');
    const said = `internal error; quote ${requestId} when you report it`;
    return refusedPart(new DomainError('internal_error', said), requestId);
  }
}

async function* asTheyCome(parts: readonly Promise<ReadPart>[]): AsyncGenerator<Line> {
  const open = new Map(parts.map((part, read) => [read, part.then((ready) => ({ read, ...ready }))]));
  while (open.size > 0) {
    const line = await Promise.race(open.values());
    open.delete(line.read);
    yield line;
  }
}
