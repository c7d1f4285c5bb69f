import { StringDecoder } from 'node:string_decoder';
import { systemClock, type Clock } from '@app/kernel';
import type { SecretMask } from './secret-mask.js';
import { shownLine } from './shown-line.js';

/** Characters that are kept of a line until its end is there: many more than are shown, as a value may be long. */
const LONGEST_KEPT = 16_384;
const LINE_END = /\r\n|\n|\r/;
/** In a flood the rest of a second is counted and not looked at. */
const LINES_A_SECOND = 1_000;
const SECOND_MS = 1_000;

export interface StderrLinesOptions {
  readonly mask: SecretMask;
  readonly line: (text: string) => void;
  /** Told how many lines of a flood were left out. */
  readonly leftOut: (lines: number) => void;
  readonly clock?: Clock;
}

/** StderrLines makes lines of what a server writes to its standard error, wherever the bytes are cut. */
export class StderrLines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #clock: Clock;
  #rest = '';
  #isCut = false;
  #since = -Infinity;
  #taken = 0;
  #leftOut = 0;

  constructor(private readonly options: StderrLinesOptions) {
    this.#clock = options.clock ?? systemClock;
  }

  push(bytes: Buffer): void {
    this.#take(this.#decoder.write(bytes));
  }

  /** end takes what stands behind the last line end for a line. */
  end(): void {
    this.#take(this.#decoder.end());
    this.#line();
    this.#tellLeftOut();
  }

  #take(text: string): void {
    const lines = text.split(LINE_END);
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      this.#grow(line);
      this.#line();
    }
    this.#grow(rest);
  }

  #grow(text: string): void {
    const room = LONGEST_KEPT - this.#rest.length;
    this.#isCut ||= text.length > room;
    this.#rest += text.slice(0, room);
  }

  #line(): void {
    const [line, isCut] = [this.#rest, this.#isCut];
    this.#rest = '';
    this.#isCut = false;
    if (line === '' || !this.#mayPass()) return;
    const shown = shownLine(line, this.options.mask, isCut);
    if (shown !== '') this.options.line(shown);
  }

  #mayPass(): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#since >= SECOND_MS) {
      this.#tellLeftOut();
      this.#since = now;
      this.#taken = 0;
    }
    this.#taken += 1;
    if (this.#taken > LINES_A_SECOND) this.#leftOut += 1;
    return this.#taken <= LINES_A_SECOND;
  }

  #tellLeftOut(): void {
    if (this.#leftOut > 0) this.options.leftOut(this.#leftOut);
    this.#leftOut = 0;
  }
}
