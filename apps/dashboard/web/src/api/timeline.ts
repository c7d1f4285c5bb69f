import { readAudit, type AuditEvent } from './audit.js';
import { readJob } from './ops.js';
import type { Job } from './ops-views.js';
import { asProblem, type Problem } from './problem.js';
import { refusalOf, sessionFetch } from './session-fetch.js';

/** A model call as the gateway tells of it; without `outcome` it still runs. */
export interface ModelCall {
  readonly request_id: string;
  readonly started_at: string;
  readonly endpoint: string;
  readonly model: string;
  readonly provider: string;
  readonly service: string;
  readonly client: string;
  readonly duration_ms: number;
  readonly first_token_ms?: number | null;
  readonly input_tokens?: number | null;
  readonly output_tokens?: number | null;
  readonly outcome?: string;
}

/** Correlated is all that belongs to one request, as far as it could be read. */
export interface Correlated {
  /** In their order in the log. */
  readonly events: readonly AuditEvent[];
  readonly total: number;
  readonly jobs: readonly Job[];
  readonly calls: readonly ModelCall[];
  /** What could not be read, and why. */
  readonly unread: readonly { readonly what: string; readonly problem: Problem }[];
  /** Numbers that are not there between the first and the last event; undefined: too far apart to look. */
  readonly missing: readonly number[] | undefined;
}

const MOST_EVENTS = 1_000;
const CHANGES: ReadonlySet<string> = new Set([
  'start',
  'stop',
  'restart',
  'up',
  'pull',
  'deploy',
  'rollback',
]);
const MOST_JOBS = 20;

/** readCorrelated throws a Problem when the audit cannot be read; of the rest it says what is not there. */
export async function readCorrelated(id: string, signal: AbortSignal): Promise<Correlated> {
  const [{ entries, total = entries.length }, calls] = await Promise.all([
    readAudit({ correlation_id: id, limit: MOST_EVENTS, count: 'true' }, signal),
    attempt('model calls', readCalls(id, signal)),
  ]);
  const events = entries.toReversed();
  const intents = events.filter(({ action, result }) => result === 'intent' && CHANGES.has(action));
  const [missing, ...jobs] = await Promise.all([
    missingNumbers(events, signal),
    ...intents.slice(0, MOST_JOBS).map(({ event_id }) => attempt('job', readJob(event_id, signal))),
  ]);
  return {
    events,
    total,
    calls: 'problem' in calls ? [] : calls.read,
    jobs: jobs.flatMap((job) => ('problem' in job ? [] : job.read)),
    unread: [calls, ...jobs].flatMap((part) => ('problem' in part ? part : [])),
    missing,
  };
}

/** The gateway remembers its last calls alone, and an older one has no such route: that is no failure. */
async function readCalls(id: string, signal: AbortSignal): Promise<readonly ModelCall[]> {
  const query = new URLSearchParams({ correlation_id: id }).toString();
  const answer = await sessionFetch(`/bff/gateway/api/calls?${query}`, { signal });
  if (!answer.ok) throw await refusalOf(answer);
  const { running, calls } = (await answer.json()) as Record<'running' | 'calls', readonly ModelCall[]>;
  return [...calls, ...running];
}

async function attempt<T>(
  what: string,
  reading: Promise<T>,
): Promise<{ readonly read: T } | { readonly what: string; readonly problem: Problem }> {
  try {
    return { read: await reading };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    return { what, problem: asProblem(error) };
  }
}

async function missingNumbers(
  events: readonly AuditEvent[],
  signal: AbortSignal,
): Promise<readonly number[] | undefined> {
  const first = events[0]?.seq ?? 1;
  const last = events.at(-1)?.seq ?? 0;
  const span = last - first + 1;
  if (span > MOST_EVENTS) return undefined;
  if (span <= events.length) return [];
  const { entries } = await readAudit({ before: last + 1, limit: span }, signal);
  const there = new Set(entries.map(({ seq }) => seq));
  return Array.from({ length: span }, (_, at) => first + at).filter((seq) => !there.has(seq));
}
