import { useQuery } from '@tanstack/react-query';
import { readAudit, type AuditEvent } from '../../api/audit.js';
import { endVerdict, type Verdict } from '../../jobs/job-story.js';
import { momentOf } from './moment-of.js';

/** The intent of a job is written when its id is made; clocks and disks take their time. */
const [BEFORE_MS, AFTER_MS] = [5_000, 30_000];
const MOST = 1_000;
/** One request leaves few events. */
const MOST_OF_REQUEST = 100;

/** What the audit has of a job: that it was asked for, and how it ended, if that is written. */
export interface AuditedJob {
  readonly intent: AuditEvent;
  readonly end?: AuditEvent;
}

/** useJobInAudit finds the job of an id, which is that of its intent; null when the audit has none. */
export function useJobInAudit(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['audit', 'job', id],
    queryFn: ({ signal }) => jobInAudit(id, signal),
    enabled,
    staleTime: 60_000,
  });
}

async function jobInAudit(id: string, signal: AbortSignal): Promise<AuditedJob | null> {
  const at = momentOf(id);
  if (at === undefined) return null;
  const around = { since: rfc(at - BEFORE_MS), until: rfc(at + AFTER_MS), limit: MOST };
  const { entries } = await readAudit(around, signal);
  const intent = entries.find(({ event_id }) => event_id === id);
  if (intent === undefined) return null;
  const end = await endOf(intent, signal);
  return { intent, ...(end && { end }) };
}

async function endOf(
  { event_id, correlation_id }: AuditEvent,
  signal: AbortSignal,
): Promise<AuditEvent | undefined> {
  if (correlation_id === undefined) return undefined;
  const { entries } = await readAudit({ correlation_id, limit: MOST_OF_REQUEST }, signal);
  return entries.find(({ metadata }) => metadata?.['intent'] === event_id);
}

/** auditedVerdict is the word that the job's own page had for how it ended. */
export function auditedVerdict({ end }: AuditedJob): Verdict {
  if (end === undefined) return { kind: 'unknown', word: 'No end is written' };
  const { verdict, code } = end.metadata ?? {};
  if (typeof verdict === 'string') return endVerdict(verdict);
  return endVerdict(code === 'job_cancelled' ? 'cancelled' : end.result);
}

function rfc(ms: number): string {
  return new Date(ms).toISOString();
}
