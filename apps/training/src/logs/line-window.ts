import type { LogLine } from './log-line.js';
import { LIMITS } from './limits.js';
import { nextDrawing, type StepDrawing } from './step-drawing.js';

/**
 * LineWindow keeps the newest lines. A bar that is drawn again takes the place of its older drawing: the training bar for
 * the same step, any other bar as long as nothing else is printed.
 */
export class LineWindow {
  private entries: LogLine[] = [];
  private readonly drawnOver = new Set<LogLine>();
  private step: StepDrawing | undefined;
  private chars = 0;

  constructor(private readonly max: number) {}

  push(line: LogLine): void {
    const older = this.olderDrawing(line);
    if (older !== undefined) this.drawnOver.add(older);
    if (line.kind === 'training') this.step = nextDrawing(this.step, line);
    this.entries.push(line);
    this.chars += line.text.length;
    if (this.entries.length > 2 * this.max || this.chars > 2 * LIMITS.windowChars) this.compact();
  }

  /** The newest lines with `unfinished` ones behind them, which are not kept. */
  lines(unfinished: readonly LogLine[]): readonly LogLine[] {
    const [first] = unfinished;
    const older = first === undefined ? undefined : this.olderDrawing(first);
    const kept = this.entries.filter((each) => each !== older && !this.drawnOver.has(each));
    return newest([...kept, ...unfinished], this.max);
  }

  private olderDrawing(line: LogLine): LogLine | undefined {
    if (line.kind === 'training') return nextDrawing(this.step, line).replaces;
    const previous = this.entries.at(-1);
    return isSameBar(previous, line) ? previous : undefined;
  }

  private compact(): void {
    this.entries = newest(
      this.entries.filter((each) => !this.drawnOver.has(each)),
      this.max,
    );
    this.drawnOver.clear();
    this.chars = this.entries.reduce((sum, each) => sum + each.text.length, 0);
  }
}

function newest(lines: LogLine[], max: number): LogLine[] {
  let chars = 0;
  let from = lines.length;
  while (from > 0 && lines.length - from < max) {
    chars += lines[from - 1]?.text.length ?? 0;
    if (chars > LIMITS.windowChars) break;
    from -= 1;
  }
  return lines.slice(from);
}

function isSameBar(older: LogLine | undefined, line: LogLine): boolean {
  return (
    older?.kind === 'progress' && line.kind === 'progress' && older.bar.description === line.bar.description
  );
}
