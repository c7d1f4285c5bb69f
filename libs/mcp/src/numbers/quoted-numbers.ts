import { randomUUID } from 'node:crypto';
import { TransformStream } from 'node:stream/web';
import { isChanged, mayChange } from './exact-json.js';
import { restoreNumbers } from './replace-values.js';

type Bytes = TransformStream<Uint8Array, Uint8Array>;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_START = /[-\d]/;
const LINES = /[^\r\n]*(?:\r\n|\r|\n)/g;

/**
 * QuotedNumbers brings numbers that no double can hold past a reader of JSON that makes doubles of all numbers, and
 * that is not ours: they go as texts with a mark that nobody can guess, and are numbers again in `restore`.
 */
export class QuotedNumbers {
  private readonly mark = `number ${randomUUID()} `;
  private isUsed = false;

  /** whole is for a body that is one JSON text. */
  whole(): Bytes {
    const parts: Uint8Array[] = [];
    return new TransformStream({
      transform: (chunk) => void parts.push(chunk),
      flush: (controller) => {
        const bytes = Buffer.concat(parts);
        const text = bytes.toString();
        controller.enqueue(mayChange(text) ? Buffer.from(this.quoted(text)) : bytes);
      },
    });
  }

  /** events is for a stream of server-sent events, of which the data are JSON. */
  events(): Bytes {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let parts: string[] = [];
    return new TransformStream({
      transform: (chunk, controller) => {
        const text = decoder.decode(chunk, { stream: true });
        const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
        if (end > 0) {
          const lines = [...parts, text.slice(0, end)].join('');
          controller.enqueue(Buffer.from(lines.replace(LINES, (line) => this.line(line))));
          parts = [];
        }
        parts.push(text.slice(end));
      },
      flush: (controller) =>
        controller.enqueue(Buffer.from(this.line([...parts, decoder.decode()].join('')))),
    });
  }

  /** restore changes the message. */
  restore(message: unknown): void {
    if (this.isUsed) restoreNumbers(message, this.mark);
  }

  private line(line: string): string {
    return line.startsWith('data:') && mayChange(line)
      ? `data:${this.quoted(line.slice('data:'.length))}`
      : line;
  }

  private quoted(text: string): string {
    const out: string[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      if (text.charCodeAt(at) === QUOTE) at = endOfString(text, at);
      else if (NUMBER_START.test(text[at] ?? '')) {
        const number = numberAt(text, at);
        if (isChanged(number)) {
          out.push(text.slice(from, at), `"${this.mark}${number}"`);
          from = at + number.length;
          this.isUsed = true;
        }
        at += Math.max(0, number.length - 1);
      }
    }
    return [...out, text.slice(from)].join('');
  }
}

function numberAt(text: string, at: number): string {
  NUMBER.lastIndex = at;
  return NUMBER.exec(text)?.[0] ?? '';
}

/** The place of the quote that ends the string which begins at `start`; the text's end when none does. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
