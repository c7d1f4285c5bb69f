import { z } from 'zod';
import { validationReport, type ValidationReport } from '../../configs/index.js';
import { guardOptions, type GuardOptions } from '../guard/guard-options.js';
import { guardrail } from '../guard/guardrail.js';
import { guardStop, snapshot, WATCH_STATUSES, watchRecord, type WatchRecord } from '../run/index.js';

/** What one call of run-training-with-guardrails comes to. */
export const guardedRun = z.object({
  started: z.boolean().describe('Whether the job is known to have been started'),
  status: z.enum(['blocked_by_validation', 'started', ...WATCH_STATUSES]),
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
    unread_parts: watchRecord.shape.unread
      .unwrap()
      .describe('What polls could not read of the run, though they saw the job'),
  }),
  triggered_guardrails: z.array(guardrail),
  stop_result: guardStop.nullable(),
  final_status: z.string().nullable().describe('The status of the job when it was last seen'),
  warnings: z.array(z.string()).describe('What is not known of the run'),
  error: z.string().optional().describe('Why the start failed'),
});
export type GuardedRun = z.output<typeof guardedRun>;

/** What a caller is to know of a watch that does not see everything. */
function watchWarnings({ status, start, unread, snapshot_count: polls }: WatchRecord): string[] {
  const blind = unread.map(
    ({ part, polls: failed, error }) =>
      `The ${part} could not be read at ${failed} of ${polls} polls, at which the guard had to do without (${error}).`,
  );
  if (status !== 'watching' || start === 'seen') return blind;
  return ['The backend gave no clear answer to the start; the watch looks whether the job begins.', ...blind];
}

export interface Attempt {
  readonly configName: string;
  readonly options: GuardOptions;
  readonly validation: ValidationReport;
}

/** A run that nobody watches: it was not started, or was to be left alone. */
export function unwatchedRun(
  { configName, options, validation }: Attempt,
  outcome: Pick<GuardedRun, 'status' | 'started'> &
    Partial<Pick<GuardedRun, 'job_id' | 'final_status' | 'warnings' | 'error'>>,
): GuardedRun {
  return {
    watch_id: null,
    config_name: configName,
    job_id: null,
    validation,
    guardrails: options,
    monitor: monitorOf(options, NOT_POLLED),
    triggered_guardrails: [],
    stop_result: null,
    final_status: null,
    warnings: [],
    ...outcome,
  };
}

export function watchedRun(record: WatchRecord): GuardedRun {
  return {
    started: record.start === 'seen',
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
    warnings: watchWarnings(record),
    ...(record.status === 'start_failed' && { error: record.last_failure ?? record.status }),
  };
}

type Polled = Pick<WatchRecord, 'snapshot_count' | 'snapshots' | 'failed_polls' | 'last_failure' | 'unread'>;
const NOT_POLLED: Polled = {
  snapshot_count: 0,
  snapshots: [],
  failed_polls: 0,
  last_failure: null,
  unread: [],
};

function monitorOf(options: GuardOptions, polled: Polled): GuardedRun['monitor'] {
  return {
    monitor_seconds: options.monitor_seconds,
    poll_interval_seconds: options.poll_interval_seconds,
    snapshot_count: polled.snapshot_count,
    snapshots: polled.snapshots,
    failed_polls: polled.failed_polls,
    last_failure: polled.last_failure,
    unread_parts: polled.unread,
  };
}
