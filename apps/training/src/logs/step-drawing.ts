import type { LogLine } from './log-line.js';

type TrainingLine = Extract<LogLine, { kind: 'training' }>;

/** How the training bar was last drawn. */
export interface StepDrawing {
  readonly line: TrainingLine;
  /** The count went on, and the figures did not change: the second of the two drawings of a step. */
  readonly isSecond: boolean;
  /** The older drawing of the same step. */
  readonly replaces: TrainingLine | undefined;
}

/**
 * nextDrawing tells whether a bar is drawn anew for the same step. The trainer draws each step twice: its figures with the
 * count before it, and again with the count after it. So newer figures beside the count of a second drawing are those of
 * the next step; in any other case the same count, or the next one with the same figures, is the same step.
 */
export function nextDrawing(last: StepDrawing | undefined, line: TrainingLine): StepDrawing {
  if (last === undefined) return { line, isSecond: false, replaces: undefined };
  const { count = Number.NaN, postfix } = last.line.bar;
  const sameFigures = line.bar.postfix === postfix;
  const sameCount = line.bar.count === count && (sameFigures || !last.isSecond);
  const goesOn = line.bar.count === count + 1 && sameFigures && !last.isSecond;
  return {
    line,
    isSecond: goesOn || (sameCount && last.isSecond),
    replaces: sameCount || goesOn ? last.line : undefined,
  };
}
