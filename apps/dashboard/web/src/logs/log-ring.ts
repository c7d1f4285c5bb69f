import { levelOf } from './log-level.js';

/** LogLine is one line or one marker of a log; `seq` counts from 0 and never repeats. */
export interface LogLine {
  readonly seq: number;
  /** Milliseconds; NaN when the engine told no time. */
  readonly at: number;
  readonly kind: 'stdout' | 'stderr' | 'marker';
  readonly container: string;
  readonly text: string;
  /** `node/service`, where the log is that of several. */
  readonly service?: string;
}

/**
 * LogRing keeps the newest lines of a log, and those of them that match a filter. Adding costs the same however many
 * there are; what is read is a copy that later lines leave as it is.
 */
export class LogRing {
  private lines: LogLine[] = [];
  private matching: LogLine[] = [];
  private next = 0;
  private accepts: (line: LogLine) => boolean = () => true;

  constructor(private readonly size = 20_000) {}

  /** How many lines were ever added. */
  get added(): number {
    return this.next;
  }

  /** How many are kept, whether they match or not. */
  get kept(): number {
    return Math.min(this.lines.length, this.size);
  }

  add(line: Omit<LogLine, 'seq'>): void {
    const kept = { ...line, seq: this.next };
    this.next += 1;
    this.lines.push(kept);
    if (this.accepts(kept)) this.matching.push(kept);
    // Half as many again may pile up: to drop one line each time would move all the others each time.
    if (this.lines.length >= this.size * 1.5) this.trim();
  }

  filter(accepts: (line: LogLine) => boolean): void {
    this.trim();
    this.accepts = accepts;
    this.matching = this.lines.filter(accepts);
  }

  /** matches are the kept lines that match, oldest first. */
  matches(): readonly LogLine[] {
    this.trim();
    return this.matching.slice();
  }

  clear(): void {
    this.lines = [];
    this.matching = [];
  }

  private trim(): void {
    if (this.lines.length <= this.size) return;
    this.lines = this.lines.slice(-this.size);
    const oldest = this.lines[0]?.seq ?? 0;
    const from = this.matching.findIndex(({ seq }) => seq >= oldest);
    this.matching = from < 0 ? [] : this.matching.slice(from);
  }
}

/** Which lines are shown: by their level, or those of the error stream. */
export type LinesShown = 'all' | 'warnings' | 'errors' | 'stderr';

/** lineFilter matches text in any case, and levels by the words that logs use for them. */
export function lineFilter(text: string, shown: LinesShown): (line: LogLine) => boolean {
  const wanted = text.trim().toLowerCase();
  return ({ kind, text: line }) => {
    if (kind === 'marker') return wanted === '';
    if (!isShown(shown, kind, line)) return false;
    return wanted === '' || line.toLowerCase().includes(wanted);
  };
}

function isShown(shown: LinesShown, kind: LogLine['kind'], line: string): boolean {
  if (shown === 'all') return true;
  if (shown === 'stderr') return kind === 'stderr';
  const level = levelOf(line);
  return level === 'error' || (level === 'warning' && shown === 'warnings');
}
