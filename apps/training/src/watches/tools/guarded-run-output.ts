import { z } from 'zod';
import { validationReport, type ValidationReport } from '../../configs/index.js';
import { guardOptions, type GuardOptions } from '../guard/guard-options.js';
import { guardrail } from '../guard/guardrail.js';
import { guardStop, snapshot, WATCH_STATUSES, type WatchRecord } from '../run/index.js';

/** What one call of run-training-with-guardrails comes to. */
export const guardedRun = z.object({
  started: z.boolean(),
  status: z.enum(['blocked_by_validation', 'start_failed', 'started', ...WATCH_STATUSES]),
  watch_id: z.string().nullable().describe('While the status is watching, ask again with it'),
  config_name: z.string(),
  job_id: z.string().nullable(),
  validation: validationReport.nullable(),
  guardrails: guardOptions.describe('The values in force'),
  monitor: z.object({
    monitor_seconds: z.number(),
    poll_interval_seconds: z.number(),
    snapshot_count: z.int(),
    snapshots: z.array(snapshot).describe('The last fifty'),
    failed_polls: z.int().describe('Polls at which the backend could not be asked'),
    last_failure: z.string().nullable(),
  }),
  triggered_guardrails: z.array(guardrail),
  stop_result: guardStop.nullable(),
  final_status: z.string().nullable().describe('The status of the job when it was last seen'),
  error: z.string().optional().describe('Why the start failed'),
});
export type GuardedRun = z.output<typeof guardedRun>;

export interface Attempt {
  readonly configName: string;
  readonly options: GuardOptions;
  readonly validation: ValidationReport;
}

/** A run that nobody watches: it was not started, or was to be left alone. */
export function unwatchedRun(
  { configName, options, validation }: Attempt,
  outcome: Pick<GuardedRun, 'status' | 'started'> &
    Partial<Pick<GuardedRun, 'job_id' | 'final_status' | 'error'>>,
): GuardedRun {
  return {
    watch_id: null,
    config_name: configName,
    job_id: null,
    validation,
    guardrails: options,
    monitor: monitorOf(options, { snapshot_count: 0, snapshots: [], failed_polls: 0, last_failure: null }),
    triggered_guardrails: [],
    stop_result: null,
    final_status: null,
    ...outcome,
  };
}

export function watchedRun(record: WatchRecord): GuardedRun {
  return {
    started: true,
    status: record.status,
    watch_id: record.id,
    config_name: record.config_name,
    job_id: record.job_id,
    validation: record.validation,
    guardrails: record.options,
    monitor: monitorOf(record.options, record),
    triggered_guardrails: record.triggered,
    stop_result: record.stop,
    final_status: record.final_status,
  };
}

type Polled = Pick<WatchRecord, 'snapshot_count' | 'snapshots' | 'failed_polls' | 'last_failure'>;

function monitorOf(options: GuardOptions, polled: Polled): GuardedRun['monitor'] {
  return {
    monitor_seconds: options.monitor_seconds,
    poll_interval_seconds: options.poll_interval_seconds,
    snapshot_count: polled.snapshot_count,
    snapshots: polled.snapshots,
    failed_polls: polled.failed_polls,
    last_failure: polled.last_failure,
  };
}
