import type { AuditEvent } from './audit.js';
import type { Job } from './ops-views.js';
import { asProblem, problemOf, type Problem } from './problem.js';
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
  /** As the caller says; an older gateway says neither. */
  readonly origin?: string | null;
  readonly trace_id?: string | null;
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

/** What the dashboard answers: the events newest first, and of each job itself or why it could not be read. */
interface Told {
  readonly entries: readonly AuditEvent[];
  readonly total: number;
  readonly jobs: readonly ({ readonly job: Job } | { readonly status: number; readonly problem: unknown })[];
  readonly missing: readonly number[] | null;
}

/** readCorrelated throws a Problem when the audit cannot be read; of the rest it says what is not there. */
export async function readCorrelated(id: string, signal: AbortSignal): Promise<Correlated> {
  const [told, calls] = await Promise.all([
    readJson<Told>(`/bff/timeline/${encodeURIComponent(id)}`, signal),
    attempt('model calls', readCalls(id, signal)),
  ]);
  const unread = told.jobs.flatMap((one) =>
    'job' in one ? [] : { what: 'job', problem: problemOf(one.status, one.problem) },
  );
  return {
    events: told.entries.toReversed(),
    total: told.total,
    calls: 'problem' in calls ? [] : calls.read,
    jobs: told.jobs.flatMap((one) => ('job' in one ? one.job : [])),
    unread: [...('problem' in calls ? [calls] : []), ...unread],
    missing: told.missing ?? undefined,
  };
}

/** The gateway remembers its last calls alone, and an older one has no such route: that is no failure. */
async function readCalls(id: string, signal: AbortSignal): Promise<readonly ModelCall[]> {
  const query = new URLSearchParams({ correlation_id: id }).toString();
  const { running, calls } = await readJson<Record<'running' | 'calls', readonly ModelCall[]>>(
    `/bff/gateway/api/calls?${query}`,
    signal,
  );
  return [...calls, ...running];
}

async function readJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const answer = await sessionFetch(path, { signal });
  if (!answer.ok) throw await refusalOf(answer);
  return (await answer.json()) as T;
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
