import type { Point } from './time-series-output.js';

/** Characters of all excerpts together. */
const MOST_EXCERPT = 2 * 1024 * 1024;

/** Points collects a series. When its excerpts grow too long together, the oldest points lose theirs. */
export class Points {
  readonly all: Point[] = [];
  excerptsDropped = 0;
  private characters = 0;

  add(point: Point): void {
    this.all.push(point);
    this.characters += lengthOf(point);
    while (this.characters > MOST_EXCERPT && this.excerptsDropped < this.all.length) this.dropOldest();
  }

  private dropOldest(): void {
    const oldest = this.all[this.excerptsDropped];
    if (oldest === undefined) return;
    this.characters -= lengthOf(oldest);
    const { raw_log_excerpt: _dropped, ...rest } = oldest;
    this.all[this.excerptsDropped] = rest;
    this.excerptsDropped += 1;
  }
}

function lengthOf({ raw_log_excerpt: lines = [] }: Point): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}
