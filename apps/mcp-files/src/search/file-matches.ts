import type { LineFinder } from './line-finder.js';
import { shownLine } from './shown-line.js';

/** Pacing lets a search breathe, and end. */
export interface Pacing {
  /** Is told how many characters were searched since the last time; false when it is time to end. */
  breathe(searched: number): Promise<boolean>;
  /** Is told of a line that is too long to be searched. */
  leaveOut(): void;
}

/** LineMatch is a line that holds what is searched for, and those around it. */
export interface LineMatch {
  /** From 1, as is the column, which counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** How long nobody else gets a turn. */
const SLICE_MS = 20;

/** fileMatches finds the lines of a text, one by one. */
export async function* fileMatches(
  text: string,
  finder: LineFinder,
  context: number,
  pacing: Pacing,
): AsyncGenerator<LineMatch, void, undefined> {
  if (!finder.mayBeIn(text)) {
    await pacing.breathe(text.length);
    return;
  }
  const lines = text.split('\n');
  let [start, searched] = [performance.now(), 0];
  for (const [index, line] of lines.entries()) {
    if (performance.now() - start > SLICE_MS) {
      if (!(await pacing.breathe(searched))) return;
      [start, searched] = [performance.now(), 0];
    }
    searched += line.length + 1;
    if (line.length > finder.longestLine) {
      pacing.leaveOut();
      continue;
    }
    const at = finder.find(bare(line));
    if (at >= 0) yield matchAt(lines, index, at, context);
  }
  await pacing.breathe(searched);
}

function matchAt(lines: readonly string[], index: number, at: number, context: number): LineMatch {
  const around = (from: number, to: number) =>
    lines.slice(Math.max(from, 0), Math.max(to, 0)).map((line) => shownLine(bare(line), 0));
  return {
    line: index + 1,
    column: at + 1,
    text: shownLine(bare(lines[index] ?? ''), at),
    before: around(index - context, index),
    after: around(index + 1, index + 1 + context),
  };
}

function bare(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
