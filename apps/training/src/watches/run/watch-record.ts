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
  'start_failed',
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

/** What a poll could not read of the run, though it saw the job. */
const unreadPart = z.object({ part: z.enum(['loss', 'log']), polls: z.int(), error: z.string() });
export type UnreadPart = z.output<typeof unreadPart>;

/** Everything that is known of a watch, and all that is kept of it on the disk. */
export const watchRecord = z.object({
  id: z.string(),
  config_name: z.string(),
  job_id: z.string(),
  /** Where the run began: what the backend holds of earlier steps is of an earlier run. */
  start_step: z.int(),
  /** The status of the job before it was started; null when the watch began with a job that ran. */
  status_before: z.string().nullable().default(null),
  /** Whether the job was seen to start: the record is written before the backend is asked to start it. */
  start: z.enum(['asked', 'seen']).default('seen'),
  options: guardOptions,
  validation: validationReport.nullable(),
  started_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  status: watchStatus,
  snapshot_count: z.int(),
  snapshots: z.array(snapshot),
  failed_polls: z.int(),
  last_failure: z.string().nullable(),
  unread: z.array(unreadPart).default([]),
  triggered: z.array(guardrail),
  stop: guardStop.nullable(),
  final_status: z.string().nullable(),
  /** How often the watch was taken over from a server that had lost it. */
  epoch: z.int().default(0),
  /** The server that polls; null when it was closed in good order. */
  owner: z.object({ instance: z.string(), host: z.string(), pid: z.int() }).nullable(),
});
export type WatchRecord = z.output<typeof watchRecord>;
