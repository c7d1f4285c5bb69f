import type { LogLine } from './log-line.js';
import { lossIn } from './loss-in.js';
import type { RunEvidence } from './run-evidence.js';

/**
 * stepLines are those that may tell a speed or a loss: the bars of the job's own steps, or in the log of another trainer
 * all text and the bars that show a loss. Bars of caches, downloads and samples are never among them.
 */
export function stepLines({ lines, trainingSeen }: RunEvidence): readonly LogLine[] {
  if (trainingSeen) return lines.filter((line) => line.kind === 'training');
  return lines.filter((line) => line.kind !== 'progress' || lossIn(line.bar.postfix) !== undefined);
}
