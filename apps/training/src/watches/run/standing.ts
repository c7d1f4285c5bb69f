import type { DomainError } from '@app/kernel';
import type { Job } from '../../backend/index.js';
import type { Guardrail } from '../guard/guardrail.js';
import type { RunReading } from '../reading/index.js';
import { snapshotOf } from './snapshot-of.js';
import { foundStopped } from './stop-by-guardrail.js';
import { WATCH_LIMITS } from './watch-limits.js';
import type { UnreadPart, WatchRecord, WatchStatus } from './watch-record.js';

/** The record after a poll that saw the job. */
export function noted(
  record: WatchRecord,
  reading: RunReading,
  elapsedSeconds: number,
  broken: readonly Guardrail[],
): WatchRecord {
  const { snapshot_count: count, snapshots, unread } = record;
  return {
    ...record,
    snapshot_count: count + 1,
    snapshots: [...snapshots, snapshotOf(reading, elapsedSeconds, broken)].slice(-WATCH_LIMITS.snapshots),
    unread: reading.missing.reduce(alsoUnread, unread),
    triggered: [...broken],
    final_status: reading.job.status,
  };
}

/** The record after a poll that failed. */
export function missed(record: WatchRecord, { code, message }: DomainError): WatchRecord {
  const failed = {
    ...record,
    failed_polls: record.failed_polls + 1,
    last_failure: `${code}: ${message}`,
  };
  return code === 'job_not_found' ? { ...failed, status: 'job_lost' } : failed;
}

/** Of a job that is found ended: one stopped after a guardrail had decided so was stopped by that, or in that moment. */
export function concluded(record: WatchRecord, { status }: Job, decided: readonly Guardrail[]): WatchRecord {
  if (decided.length === 0 || status !== 'stopped') return { ...record, status: endOf(status) };
  return { ...record, stop: foundStopped(), status: 'stopped_by_guardrail' };
}

/** The record of a start that nobody answered clearly, after which the job was not seen to do anything. */
export function neverSeenToStart(record: WatchRecord): WatchRecord {
  const why =
    'start_unseen: the backend gave no clear answer to the start, and the job was not seen to begin. It cannot be known ' +
    'whether it was started: look at its status before you start it again';
  return { ...record, status: 'start_failed', last_failure: why };
}

const ENDS: Readonly<Record<string, WatchStatus>> = {
  completed: 'job_completed',
  stopped: 'job_stopped',
  error: 'job_error',
  failed: 'job_failed',
};

export function endOf(status: string): WatchStatus {
  return ENDS[status] ?? 'job_stopped';
}

function alsoUnread(
  unread: readonly UnreadPart[],
  { part, error }: RunReading['missing'][number],
): UnreadPart[] {
  const polls = 1 + (unread.find((one) => one.part === part)?.polls ?? 0);
  return [...unread.filter((one) => one.part !== part), { part, polls, error }];
}
