import type { Stage } from '../../logs/index.js';

/** Sight is what one poll saw of a run. */
export interface Sight {
  /** Seconds, from any start. */
  readonly at: number;
  /** Only `training` makes steps, so that only then none is a sign of trouble. */
  readonly stage: Stage;
  readonly step: number;
  /** Of the newest steps that were measured. */
  readonly iterPerSec: number | null;
  /** Lines of this run's whole log that say so, not of its last lines alone. */
  readonly nanMentions: number;
  readonly oomMentions: number;
  readonly oomLine: string | null;
  /** Points that were logged and hold no number. */
  readonly lossesMissing: number;
}
