import type { LossPoint } from '../backend/index.js';
import type { LogLine } from './log-line.js';

/** What speed and loss are read from. */
export interface RunEvidence {
  readonly lines: readonly LogLine[];
  readonly points: readonly LossPoint[];
  /** Whether the bar of the job's own steps was ever drawn, also before these lines. */
  readonly trainingSeen: boolean;
}
