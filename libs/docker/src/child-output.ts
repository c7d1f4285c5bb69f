import { StringDecoder } from 'node:string_decoder';

const LONGEST_LINE = 4_096;
const LINE_END = /\r\n|\n|\r/;
// A program that does not know that nobody watches may still colour its words.
// eslint-disable-next-line no-control-regex -- control characters are what it removes
const ESCAPES = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** ChildOutput turns a child's bytes into lines without colours, each of at most 4,096 characters. */
export class ChildOutput {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(private readonly onLine: (line: string) => void) {}

  push(bytes: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(bytes)).split(LINE_END);
    this.#rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) this.say(line);
  }

  end(): void {
    this.say(this.#rest + this.#decoder.end());
    this.#rest = '';
  }

  private say(line: string): void {
    const clean = line.replace(ESCAPES, '').trimEnd().slice(0, LONGEST_LINE);
    if (clean !== '') this.onLine(clean);
  }
}
