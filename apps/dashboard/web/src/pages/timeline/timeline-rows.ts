import type { AuditEvent } from '../../api/audit.js';
import type { Job } from '../../api/ops-views.js';
import type { Correlated, ModelCall } from '../../api/timeline.js';
import { jobVerdict } from '../../jobs/job-story.js';
import { counted } from '../../time/format.js';
import { outcomeOf } from '../audit/audit-words.js';
import { jobTitle } from '../../jobs/job-words.js';
import { laneOf, sentenceOf } from './event-words.js';
import { preciseTime } from './precise-time.js';

export const LANES = [
  'Caller',
  'Gateway',
  'Policy',
  'Model',
  'Tool server',
  'Job',
  'Node',
  'Container',
] as const;
export type Lane = (typeof LANES)[number];

/** TimelineRow is one thing that happened; the list of them is the truth, the lanes are a picture of it. */
export interface TimelineRow {
  readonly key: string;
  /** Of the audit; what other parts told has none. */
  readonly seq?: number;
  /** Milliseconds; `end` where it took time and is over. */
  readonly at: number;
  readonly end?: number;
  readonly isOpen: boolean;
  readonly lane: Lane;
  readonly shape: 'bar' | 'diamond' | 'octagon' | 'missing';
  readonly kind: 'ok' | 'working' | 'attention' | 'failed' | 'off' | 'unknown';
  readonly sentence: string;
  readonly isFailed: boolean;
  readonly isNoise: boolean;
  /** How much later ops wrote it than the sender says that it happened, where that is over a second. */
  readonly lateMs?: number;
  readonly detail?: unknown;
}

/** rowsOf puts events in their order in the log; what has no number stands where its time is. */
export function rowsOf({ events, jobs, calls, missing = [] }: Correlated): readonly TimelineRow[] {
  const numbered = [...events.map(eventRow), ...gapsOf(missing, events)].toSorted(
    (one, other) => (one.seq ?? 0) - (other.seq ?? 0),
  );
  const timed = [...jobs.flatMap(jobRows), ...calls.map(callRow)].toSorted((one, other) => one.at - other.at);
  const rows = [...numbered];
  for (const row of timed) {
    const place = rows.findIndex(({ at }) => at > row.at);
    rows.splice(place < 0 ? rows.length : place, 0, row);
  }
  return rows;
}

const NOISE: ReadonlySet<string> = new Set(['logs', 'audit_export', 'audit_verify', 'audit_rotate']);
const LATE_MS = 1_000;

function eventRow(event: AuditEvent): TimelineRow {
  const { ts, seq, event_id, action, result, metadata } = event;
  const { kind } = outcomeOf(event);
  const observed = Date.parse(ts);
  const told = timeIn(metadata, 'ended_at') ?? timeIn(metadata, 'happened_at');
  const end = told ?? observed;
  const took = numberIn(metadata, 'duration_ms');
  const late = told === undefined ? 0 : observed - told;
  const isFailed = result === 'error' || result === 'unknown' || result === 'denied';
  return {
    key: event_id,
    seq,
    at: end - (took ?? 0),
    ...(took !== undefined && { end }),
    isOpen: false,
    lane: laneOf(event),
    shape: took !== undefined && !isFailed ? 'bar' : isFailed && result !== 'denied' ? 'octagon' : 'diamond',
    kind,
    sentence: sentenceOf(event),
    isFailed,
    isNoise: NOISE.has(action),
    ...(Math.abs(late) > LATE_MS && { lateMs: late }),
    detail: event,
  };
}

function gapsOf(missing: readonly number[], events: readonly AuditEvent[]): TimelineRow[] {
  return missing.map((seq) => ({
    key: `missing-${seq}`,
    seq,
    at: Date.parse(events.findLast((event) => event.seq < seq)?.ts ?? ''),
    isOpen: false,
    lane: 'Caller',
    shape: 'missing',
    kind: 'failed',
    sentence: `1 event missing: number ${seq.toLocaleString('en-GB')} is not in the log`,
    isFailed: true,
    isNoise: false,
  }));
}

/** Shorter than this nobody waits. */
const WAIT_MS = 1_000;

function jobRows(job: Job): TimelineRow[] {
  const { id, requested_at, started_at, ended_at } = job;
  const from = Date.parse(requested_at);
  // What was taken out of the queue never began.
  const until = started_at ?? ended_at;
  const wait = until === undefined ? Infinity : Date.parse(until) - from;
  if (wait < WAIT_MS) return [jobRow(job)];
  const isOpen = until === undefined;
  const took = isOpen ? 'waits for its turn' : `waited ${preciseTime(wait)} for its turn`;
  const waited: TimelineRow = {
    key: `wait-${id}`,
    at: from,
    ...(!isOpen && { end: from + wait }),
    isOpen,
    lane: 'Job',
    shape: 'bar',
    kind: 'off',
    sentence: `Job ${jobTitle(job)} ${took}`,
    isFailed: false,
    isNoise: false,
    detail: job,
  };
  return started_at === undefined && isOpen ? [waited] : [waited, jobRow(job)];
}

function jobRow(job: Job): TimelineRow {
  const { id, failure, requested_at, started_at, ended_at } = job;
  const { kind, word } = jobVerdict(job);
  const reason = failure === undefined ? '' : `: ${failure}`;
  return {
    key: `job-${id}`,
    at: Date.parse(started_at ?? ended_at ?? requested_at),
    ...(ended_at !== undefined && { end: Date.parse(ended_at) }),
    isOpen: ended_at === undefined,
    lane: 'Job',
    shape: kind === 'failed' ? 'octagon' : 'bar',
    kind,
    sentence: `Job ${jobTitle(job)}: ${word.toLowerCase()}${reason}`,
    isFailed: kind === 'failed' || kind === 'unknown',
    isNoise: false,
    detail: job,
  };
}

function callRow(call: ModelCall): TimelineRow {
  const { started_at, duration_ms, outcome, request_id } = call;
  const at = Date.parse(started_at);
  const isFailed = outcome !== undefined && outcome !== 'ok';
  // A call of which no model said anything ended in the gateway.
  const isUnanswered = isFailed && call.first_token_ms == null && call.output_tokens == null;
  return {
    key: `call-${request_id}-${started_at}`,
    at,
    ...(outcome !== undefined && { end: at + duration_ms }),
    isOpen: outcome === undefined,
    lane: isUnanswered ? 'Gateway' : 'Model',
    shape: isFailed ? 'octagon' : 'bar',
    kind: outcome === undefined ? 'working' : isFailed ? 'failed' : 'ok',
    sentence: callSentence(call),
    isFailed,
    isNoise: false,
    detail: call,
  };
}

function callSentence({ model, outcome, duration_ms, output_tokens, first_token_ms }: ModelCall): string {
  if (outcome === undefined) return `Model ${model} is answering`;
  if (outcome !== 'ok') return `Model ${model} ended with ${outcome} after ${preciseTime(duration_ms)}`;
  const tokens = output_tokens == null ? '' : ` with ${counted(output_tokens, 'token')}`;
  const first = first_token_ms == null ? '' : `, the first after ${preciseTime(first_token_ms)}`;
  return `Model ${model} answered${tokens} in ${preciseTime(duration_ms)}${first}`;
}

function timeIn(metadata: AuditEvent['metadata'], name: string): number | undefined {
  const value = metadata[name];
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function numberIn(metadata: AuditEvent['metadata'], name: string): number | undefined {
  const value = metadata[name];
  return typeof value === 'number' ? value : undefined;
}
