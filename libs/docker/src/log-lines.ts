import { StringDecoder } from 'node:string_decoder';
import { CUT_MARK, type LogLine } from './log-line.js';

const LONGEST_LINE = 64 * 1024;
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) /;
/** Characters of the longest timestamp and its space. */
const STAMP_LENGTH = 36;

/**
 * LogLines makes lines of the bytes of one stream. The engine writes the time before every message, and a message
 * is a line or, of a long line, 16 KiB; `begin` marks where a message starts, so that the times inside a line go.
 */
export class LogLines {
  readonly #decoder = new StringDecoder('utf8');
  /** The beginning of a message, while it may still be a timestamp's. */
  #prefix = '';
  #text = '';
  #at: string | undefined;
  #stamping = true;
  #started = false;
  #cut = false;

  constructor(
    private readonly stream: 'stdout' | 'stderr',
    private readonly longest = LONGEST_LINE,
  ) {}

  /** begin says that the next bytes are a message's first. */
  *begin(): Generator<LogLine> {
    yield* this.unstamped();
    this.#stamping = true;
  }

  *push(bytes: Buffer): Generator<LogLine> {
    yield* this.take(this.#decoder.write(bytes));
  }

  /** end yields a last line that has no line end. */
  *end(): Generator<LogLine> {
    yield* this.take(this.#decoder.end());
    yield* this.unstamped();
    if (this.#started) yield this.line();
  }

  private *take(text: string): Generator<LogLine> {
    let rest = this.#prefix + text;
    this.#prefix = '';
    while (rest !== '') {
      if (this.#stamping && mayBecomeStamp(rest)) {
        this.#prefix = rest;
        return;
      }
      rest = this.stamped(rest);
      const end = rest.indexOf('\n');
      this.append(end < 0 ? rest : rest.slice(0, end));
      if (end < 0) return;
      yield this.line();
      rest = rest.slice(end + 1);
    }
  }

  /** What waited for the rest of a timestamp turns out to be text. */
  private *unstamped(): Generator<LogLine> {
    this.#stamping = false;
    const rest = this.#prefix;
    this.#prefix = '';
    yield* this.take(rest);
  }

  private stamped(text: string): string {
    if (!this.#stamping) return text;
    this.#stamping = false;
    this.#started = true;
    const stamp = STAMP.exec(text.slice(0, STAMP_LENGTH));
    if (stamp === null) return text;
    this.#at ??= stamp[1];
    return text.slice(stamp[0].length);
  }

  private append(text: string): void {
    this.#started = true;
    if (this.#cut) return;
    this.#text += text;
    if (this.#text.length <= this.longest) return;
    this.#cut = true;
    this.#text = wholeCharacters(this.#text.slice(0, this.longest));
  }

  private line(): LogLine {
    const text = this.#cut ? `${this.#text}${CUT_MARK}` : this.#text.replace(/\r$/, '');
    const line = { stream: this.stream, at: this.#at, text };
    this.#text = '';
    this.#at = undefined;
    this.#cut = false;
    this.#started = false;
    this.#stamping = true;
    return line;
  }
}

function mayBecomeStamp(text: string): boolean {
  return text.length < STAMP_LENGTH && /^[\dT:.Z+-]*$/.test(text);
}

/** A character beyond the basic plane is two code units; half of one would be garbage. */
function wholeCharacters(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}
