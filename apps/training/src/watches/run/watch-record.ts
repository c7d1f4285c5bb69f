import { z } from 'zod';
import { validationReport } from '../../configs/index.js';
import { severity, qualityAnalysis } from '../../contract/index.js';
import { stopResult } from '../../jobs/index.js';
import { guardOptions } from '../guard/guard-options.js';
import { guardrail } from '../guard/guardrail.js';

/** How a watch can stand; all but `watching` are for good. */
export const WATCH_STATUSES = [
  'watching',
  'job_completed',
  'job_stopped',
  'job_error',
  'job_failed',
  'job_lost',
  'stopped_by_guardrail',
  'guardrail_triggered_stop_failed',
  'monitor_window_complete',
] as const;
const watchStatus = z.enum(WATCH_STATUSES);
export type WatchStatus = z.output<typeof watchStatus>;

export const snapshot = z.object({
  elapsed_seconds: z.number(),
  status: z.string(),
  current_step: z.int(),
  progress_pct: z.number().nullable(),
  iter_per_sec_latest: z.number().nullable(),
  quality_status: qualityAnalysis.shape.status,
  error_severity: severity,
  triggers: z.array(guardrail.shape.code),
});
export type Snapshot = z.output<typeof snapshot>;

/** The outcome of a stop by guardrail: what was seen of the job afterwards, or why it could not be stopped. */
export const guardStop = z.object({
  attempts: z.int(),
  stopped: z.boolean(),
  result: stopResult.nullable(),
  error: z.string().nullable(),
});
export type GuardStop = z.output<typeof guardStop>;

/** Everything that is known of a watch, and all that is kept of it on the disk. */
export const watchRecord = z.object({
  id: z.string(),
  config_name: z.string(),
  job_id: z.string(),
  /** Where the run began: what the backend holds of earlier steps is of an earlier run. */
  start_step: z.int(),
  options: guardOptions,
  validation: validationReport.nullable(),
  started_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  status: watchStatus,
  snapshot_count: z.int(),
  snapshots: z.array(snapshot),
  failed_polls: z.int(),
  last_failure: z.string().nullable(),
  triggered: z.array(guardrail),
  stop: guardStop.nullable(),
  final_status: z.string().nullable(),
  /** The server that polls; null when it was closed in good order. */
  owner: z.object({ instance: z.string(), host: z.string(), pid: z.int() }).nullable(),
});
export type WatchRecord = z.output<typeof watchRecord>;
