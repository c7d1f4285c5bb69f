import type { Job, MissingPart } from '../../backend/index.js';
import type { Alert, RunReport } from '../../contract/index.js';
import type { LogEvidence } from '../../logs/index.js';
import type { Analyses, ComponentScores, RunProfile } from '../../scores/index.js';
import type { ConfigContext } from './run-config.js';
import type { DatasetResolution } from './run-dataset.js';

/** RunEvidence is everything that is known of a run, and what follows from it. */
export interface RunEvidence {
  readonly job: Job;
  readonly configContext: ConfigContext;
  readonly dataset: DatasetResolution;
  readonly log: Pick<LogEvidence, 'lines' | 'analyzedLineCount'>;
  readonly profile: RunProfile;
  readonly analyses: Analyses;
  readonly alerts: readonly Alert[];
  readonly components: ComponentScores;
  readonly missing: readonly MissingPart[];
  /** What could not be had of the run, in words. */
  readonly warnings: readonly string[];
  readonly report: RunReport;
}
