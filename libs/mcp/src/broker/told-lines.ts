import { GrowingLine } from '../process/growing-line.js';

const NEWLINE = 0x0a;
/** No JSON text begins with it, so no message does. */
const TOLD = 0x01;
/** Bytes of one told line. */
export const LONGEST_TOLD = 64 * 1024;

/** toldLine is a line of a server's standard error on its way between the lines of its standard output. */
export function toldLine(line: string): Buffer {
  return Buffer.concat([Buffer.of(TOLD), Buffer.from(`${line.replaceAll('\n', ' ')}\n`)]);
}

interface ToldListener {
  /** The bytes of the standard output, as they come. */
  output(bytes: Buffer): void;
  told(line: string): void;
}

/** ToldLines parts what a worker tells of a server's standard error from its standard output, wherever bytes are cut. */
export class ToldLines {
  private readonly line = new GrowingLine();
  private isTold = false;
  private isStart = true;

  constructor(private readonly listener: ToldListener) {}

  push(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.isStart) this.isTold = rest[0] === TOLD;
      const end = rest.indexOf(NEWLINE) + 1;
      const part = end === 0 ? rest : rest.subarray(0, end);
      this.isStart = end > 0;
      if (this.isTold) this.grow(part);
      else this.listener.output(part);
      rest = rest.subarray(part.length);
    }
  }

  private grow(part: Buffer): void {
    if (this.line.size + part.length <= LONGEST_TOLD) this.line.append(part);
    if (!this.isStart) return;
    this.listener.told(this.line.bytes.toString('utf8', 1).trimEnd());
    this.line.clear();
  }
}
