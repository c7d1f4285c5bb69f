import type { Guardrail } from '../guard/guardrail.js';
import type { RunReading } from '../reading/index.js';
import type { Snapshot } from './watch-record.js';

/** What is kept of one poll. */
export function snapshotOf(
  reading: RunReading,
  elapsedSeconds: number,
  broken: readonly Guardrail[],
): Snapshot {
  const { job, totalSteps, sight, evidence } = reading;
  return {
    elapsed_seconds: elapsedSeconds,
    status: job.status,
    current_step: job.step,
    progress_pct: totalSteps === null ? null : Number(((100 * job.step) / totalSteps).toFixed(2)),
    iter_per_sec_latest: sight.iterPerSec,
    quality_status: evidence.quality.status,
    error_severity: evidence.errors.severity,
    triggers: broken.map(({ code }) => code),
  };
}
