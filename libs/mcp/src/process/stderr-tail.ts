import { StringDecoder } from 'node:string_decoder';

const LONGEST_LINE = 1_000;
const LINES = 40;
const LINE_END = /\r\n|\n|\r/;
// eslint-disable-next-line no-control-regex -- control characters are what it removes
const ESCAPES = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/**
 * StderrTail makes lines of what a server says to its operators, without colours and of at most 1,000 characters, and
 * keeps the last forty. `onLine` hears each of them; thinning out a flood is the listener's matter.
 */
export class StderrTail {
  readonly #decoder = new StringDecoder('utf8');
  readonly #lines: string[] = [];
  #rest = '';

  constructor(private readonly onLine?: (line: string) => void) {}

  get lines(): readonly string[] {
    return [...this.#lines];
  }

  push(bytes: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(bytes)).split(LINE_END);
    this.#rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) this.keep(line);
  }

  /** end takes what stands behind the last line end for a line. */
  end(): void {
    this.keep(this.#rest + this.#decoder.end());
    this.#rest = '';
  }

  private keep(line: string): void {
    const clean = line.slice(0, LONGEST_LINE).replace(ESCAPES, '').trimEnd();
    if (clean === '') return;
    this.#lines.push(clean);
    if (this.#lines.length > LINES) this.#lines.shift();
    this.onLine?.(clean);
  }
}
