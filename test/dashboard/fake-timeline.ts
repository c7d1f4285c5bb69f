import type { FakeAudit, FakeEvent } from './fake-audit.ts';

const CHANGES = ['start', 'stop', 'restart', 'up', 'pull', 'deploy', 'rollback'];

interface AuditPage {
  readonly entries: readonly FakeEvent[];
  readonly total?: number;
}

/** timelineOf is what `GET /bff/timeline/{id}` tells; `job` finds one by its id. */
export function timelineOf(audit: FakeAudit, id: string, job: (id: string) => object | undefined): object {
  const read = (query: Record<string, string>) =>
    audit.answer('GET', '/audit', new URLSearchParams(query), {}) as AuditPage;
  const { entries, total } = read({ correlation_id: id, limit: '1000', count: 'true' });
  const [last = 0, first = 1] = [entries[0]?.seq, entries.at(-1)?.seq];
  const span = last - first + 1;
  const between = span > 1_000 ? [] : read({ before: String(last + 1), limit: String(span) }).entries;
  const there = new Set(between.map(({ seq }) => seq));
  const numbers = Array.from({ length: Math.min(span, 1_000) }, (_, at) => first + at);
  const intents = entries.filter(({ action, result }) => result === 'intent' && CHANGES.includes(action));
  const jobs = intents.map(({ event_id }) => {
    const found = job(event_id);
    return found
      ? { job: found }
      : { status: 404, problem: { code: 'job_not_found', detail: 'no such job' } };
  });
  const missing = span > 1_000 ? null : numbers.filter((seq) => !there.has(seq));
  return { entries, total, jobs, missing };
}
