import type { MessageOrigin } from './message-origin.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const KEPT_BYTES = 256;

/**
 * EnvelopeScan reads the top level of one JSON object of any length, and keeps next to nothing of it: enough to say
 * which request a message answers when the message itself is too large to hold. Servers write the id before the result
 * or behind it.
 */
export class EnvelopeScan {
  #depth = 0;
  #inString = false;
  #escaped = false;
  #failed = false;
  #key = '';
  #kept: number[] = [];
  #keptWhole = true;
  readonly #top = new Map<string, string>();

  push(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.#failed;) {
      if (this.#inString && this.#depth > 1) at = this.skipString(bytes, at);
      else this.take(bytes[at++]!);
    }
  }

  origin(): MessageOrigin {
    const id = this.id();
    if (this.#failed || this.#depth !== 0) return { kind: 'unknown', id: undefined };
    if (this.#top.has('"method"')) return { kind: id === undefined ? 'notification' : 'request', id };
    const answers = this.#top.has('"result"') || this.#top.has('"error"');
    return answers ? { kind: 'response', id } : { kind: 'unknown', id: undefined };
  }

  private id(): string | number | undefined {
    const text = this.#top.get('"id"') ?? '';
    try {
      const id: unknown = JSON.parse(text);
      return typeof id === 'string' || typeof id === 'number' ? id : undefined;
    } catch {
      // No id, or one too long to be kept: the message is nobody's.
      return undefined;
    }
  }

  /** Returns where to go on: behind the string, or behind an escaped quote within it. Large messages are large strings. */
  private skipString(bytes: Buffer, from: number): number {
    const start = this.#escaped ? from + 1 : from;
    const quote = bytes.indexOf(QUOTE, start);
    const end = quote === -1 ? bytes.length : quote;
    let slashes = 0;
    while (end - slashes > start && bytes[end - slashes - 1] === BACKSLASH) slashes++;
    const isEscaped = slashes % 2 === 1;
    this.#escaped = isEscaped && quote === -1;
    this.#inString = isEscaped || quote === -1;
    return end + 1;
  }

  private take(byte: number): void {
    if (this.#inString) this.inString(byte);
    else if (byte > SPACE) this.outside(byte);
  }

  /** Outside of everything, or at the top: a key, or a value that may be wanted. */
  private inString(byte: number): void {
    if (this.#depth === 1) this.keep(byte);
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }

  private outside(byte: number): void {
    if (byte === QUOTE) this.#inString = true;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.open(byte);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.close();
    else if (this.#depth === 1) this.atTop(byte);
    else if (this.#depth === 0) this.#failed = true;
  }

  private open(byte: number): void {
    // A second value, or a list of messages: what is in it belongs to several.
    if (this.#depth === 0 && (byte === OPEN_ARRAY || this.#top.size > 0)) this.#failed = true;
    this.#depth++;
  }

  private close(): void {
    if (this.#depth === 0) this.#failed = true;
    else if (this.#depth === 1) this.endMember();
    this.#depth--;
  }

  private atTop(byte: number): void {
    if (byte === COLON) this.endKey();
    else if (byte === COMMA) this.endMember();
    else this.keep(byte);
  }

  private keep(byte: number): void {
    if (this.#kept.length < KEPT_BYTES) this.#kept.push(byte);
    else this.#keptWhole = false;
  }

  private endKey(): void {
    this.#key = this.taken();
  }

  private endMember(): void {
    const value = this.taken();
    if (['"id"', '"method"', '"result"', '"error"'].includes(this.#key)) this.#top.set(this.#key, value);
    this.#key = '';
  }

  private taken(): string {
    const text = this.#keptWhole ? Buffer.from(this.#kept).toString() : '';
    this.#kept = [];
    this.#keptWhole = true;
    return text;
  }
}
