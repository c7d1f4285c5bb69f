import { JOB_ACTIONS } from '@app/audit';
import { DomainError } from '@app/kernel';
import { z } from 'zod';
import type { PassedReads } from '../bff/passed-reads.js';
import type { ReadCaller } from '../bff/read-caller.js';
import { jsonIn, knownPart, refusedPart, type ReadPart } from '../bff/read-part.js';

const MOST_EVENTS = 1_000;
const MOST_JOBS = 20;
const BECOME_JOBS: ReadonlySet<string> = new Set(JOB_ACTIONS);

const event = z.looseObject({
  seq: z.number(),
  event_id: z.string(),
  action: z.string(),
  result: z.string(),
});
const page = z.looseObject({ entries: z.array(event), total: z.number().optional() });
type Event = z.output<typeof event>;

/** TimelineReads joins what ops knows of one request: its events, the jobs that they led to, and which numbers are missing. */
export class TimelineReads {
  constructor(private readonly passed: Pick<PassedReads, 'read'>) {}

  /** read is `{entries, total, jobs, missing}`, or why the audit cannot be read; a job that cannot be is told as its problem. */
  async read(id: string, caller: ReadCaller): Promise<ReadPart> {
    const query = { correlation_id: id, limit: String(MOST_EVENTS), count: 'true' };
    const audit = await this.audit(query, caller);
    if (audit.status !== 200) return audit;
    const { entries, total = entries.length } = eventsIn(audit);
    const intents = entries.filter(({ action, result }) => result === 'intent' && BECOME_JOBS.has(action));
    const [missing, ...jobs] = await Promise.all([
      this.missing(entries, caller),
      ...intents
        .toReversed()
        .slice(0, MOST_JOBS)
        .map((intent) => this.job(intent, caller)),
    ]);
    return missing !== null && 'status' in missing ? missing : knownPart({ entries, total, jobs, missing });
  }

  private audit(query: Readonly<Record<string, string>>, caller: ReadCaller): Promise<ReadPart> {
    const sent = `/audit?${new URLSearchParams(query).toString()}`;
    return this.passed.read(caller, { upstream: 'ops', sent });
  }

  private async job({ event_id: id }: Event, caller: ReadCaller): Promise<object> {
    const sent = `/jobs/${encodeURIComponent(id)}`;
    try {
      const part = await this.passed.read(caller, { upstream: 'ops', sent });
      const told = jsonIn(part, 'a job of ops');
      return part.status === 200 ? { job: told } : { status: part.status, problem: told };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const refused = refusedPart(error, caller.requestId);
      return { status: refused.status, problem: jsonIn(refused, 'a refusal') };
    }
  }

  /** Numbers that are not there between the first event and the last; null: too far apart to look. */
  private async missing(entries: readonly Event[], caller: ReadCaller) {
    const [last = 0, first = 1] = [entries[0]?.seq, entries.at(-1)?.seq];
    const span = last - first + 1;
    if (span > MOST_EVENTS) return null;
    if (span <= entries.length) return [];
    const part = await this.audit({ before: String(last + 1), limit: String(span) }, caller);
    if (part.status !== 200) return part;
    const there = new Set(eventsIn(part).entries.map(({ seq }) => seq));
    return Array.from({ length: span }, (_, at) => first + at).filter((seq) => !there.has(seq));
  }
}

function eventsIn(part: ReadPart): z.output<typeof page> {
  const { success, data } = page.safeParse(jsonIn(part, 'the audit of ops'));
  if (success) return data;
  throw new DomainError('upstream_malformed', 'ops cannot be understood: its events have another form');
}
