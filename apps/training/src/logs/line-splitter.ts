import { LIMITS } from './limits.js';

const ENDS = /[\r\n]+/g;

/** LineSplitter cuts text into lines at CR, LF and both, in bounded memory: it keeps only the beginning of a long line. */
export class LineSplitter {
  private partial = '';

  /** What came after the last line end. */
  get unfinished(): string {
    return this.partial.toWellFormed();
  }

  /** Calls `line` for each line that ended, empty ones not. */
  push(text: string, line: (text: string) => void): void {
    let from = 0;
    for (const end of text.matchAll(ENDS)) {
      this.extend(text, from, end.index);
      from = end.index + end[0].length;
      if (this.partial !== '') line(this.unfinished);
      this.partial = '';
    }
    this.extend(text, from, text.length);
  }

  forget(): void {
    this.partial = '';
  }

  private extend(text: string, from: number, end: number): void {
    const room = LIMITS.lineChars - this.partial.length;
    if (room > 0) this.partial += text.slice(from, Math.min(end, from + room));
  }
}
