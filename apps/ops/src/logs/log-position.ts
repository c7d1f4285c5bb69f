import { createHash } from 'node:crypto';
import { DomainError } from '@app/kernel';
import type { LogLine } from './log-entry.js';

const ID =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)_([0-9a-f]{12})_([0-9a-f]{10}(?:\.[0-9a-f]{10}){0,31})$/;
const MOST_LINES = 32;
const CONTAINER_DIGITS = 12;
const DIGEST_DIGITS = 10;

/**
 * LogPosition is how far a followed log has been told: the newest time, and which lines of that very moment. Written
 * as the id of an event, it is where `Last-Event-ID` goes on: an engine that reads again from a moment repeats the
 * lines of that moment. A line that was overtaken by one with a later time, and lost with the connection in between, is
 * not told again.
 */
export class LogPosition {
  /** Of the newest line: an engine that does not have it any more cannot tell what it wrote meanwhile. */
  private constructor(
    private at: string,
    private container: string,
    private digests: string[],
    private readonly told: { readonly until: string; readonly lines: Set<string> },
  ) {}

  static beginning(): LogPosition {
    return new LogPosition('', '', [], { until: '', lines: new Set() });
  }

  /** parse throws `invalid_event_id`. */
  static parse(id: string): LogPosition {
    const [, at, container, list] = ID.exec(id) ?? [];
    if (at === undefined || container === undefined || list === undefined) {
      const message = 'Last-Event-ID is no id that this stream gave out';
      throw new DomainError('invalid_event_id', message, { param: 'Last-Event-ID' });
    }
    const digests = list.split('.');
    return new LogPosition(at, container, digests, { until: at, lines: new Set(digests) });
  }

  /** The moment from which the engine is to read again; undefined at the beginning. */
  get since(): string | undefined {
    return this.at === '' ? undefined : this.at;
  }

  /** The id of the next event; undefined before the first line. */
  get id(): string | undefined {
    return this.at === '' ? undefined : `${this.at}_${this.container}_${this.digests.join('.')}`;
  }

  /** continuesIn tells whether the container of the newest line is among those that are there now. */
  continuesIn(containers: readonly string[]): boolean {
    return this.at === '' || containers.some((id) => id.startsWith(this.container));
  }

  /** pass notes a line; false when it has been told before. */
  pass(line: LogLine): boolean {
    const { at, container } = line;
    if (at === null) return true;
    const digest = digestOf(line);
    if (at < this.told.until || (at === this.told.until && this.told.lines.delete(digest))) return false;
    if (at > this.at) this.digests = [];
    if (at >= this.at) {
      this.at = at;
      this.container = container.slice(0, CONTAINER_DIGITS);
      this.digests = [...this.digests, digest].slice(-MOST_LINES);
    }
    return true;
  }
}

function digestOf({ container, stream, line }: LogLine): string {
  const text = JSON.stringify([container, stream, line]);
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_DIGITS);
}
