import { randomUUID } from 'node:crypto';
import type { ValidationReport } from '../../configs/index.js';
import type { GuardOptions } from '../guard/guard-options.js';
import type { Owner } from './owner.js';
import type { WatchRecord } from './watch-record.js';

export interface NewWatch {
  readonly configName: string;
  readonly jobId: string;
  /** Where the run begins; what the backend holds of earlier steps is of an earlier run. */
  readonly startStep: number;
  /** Given of a job that is still to be started, with the status that it has before. */
  readonly statusBefore?: string | undefined;
  readonly options: GuardOptions;
  readonly validation: ValidationReport | null;
}

/** newRecord is that of a watch that begins at this time and has polled nothing yet. */
export function newRecord(wanted: NewWatch, owner: Owner, now: string): WatchRecord {
  return {
    id: randomUUID(),
    config_name: wanted.configName,
    job_id: wanted.jobId,
    start_step: wanted.startStep,
    status_before: wanted.statusBefore ?? null,
    start: wanted.statusBefore === undefined ? 'seen' : 'asked',
    options: wanted.options,
    validation: wanted.validation,
    started_at: now,
    updated_at: now,
    status: 'watching',
    snapshot_count: 0,
    snapshots: [],
    failed_polls: 0,
    last_failure: null,
    unread: [],
    triggered: [],
    stop: null,
    final_status: null,
    epoch: 0,
    owner,
  };
}
