import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { Redis } from 'ioredis';
import { Bell } from './bell.js';
import { EventNews } from './event-news.js';
import { endsJob, writeEvent, type EventGap, type JobEvent, type KeptEvent } from './job-event.js';
import { RECORDS_KEPT_MS, keys } from './job-names.js';
import { throughRedis } from './redis-failure.js';

/** A job's stream keeps so many events; older ones are trimmed, and a reader that missed them is told. */
export const KEPT_EVENTS = 1_000;
const PAGE = 100;
const SHORTEST_POLL_MS = 40;
const LONGEST_POLL_MS = 800;
const EVENT_ID = /^(\d{1,16})-(\d{1,9})$/;

/**
 * KEYS: the stream; ARGV: event, most events, ttl in ms, whether the event ends the job ('1' or '0'), the channel that
 * is told the job's id, the job's id. An id is the stream's
 * birth in Unix microseconds and a count from 1 without holes, so that a reader sees from two ids alone whether it
 * missed something. Nothing comes after an end: of two that are told, the first one holds.
 */
const PUBLISH = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local id
if last[1] then
  if last[1][2][4] == '1' then return last[1][1] end
  local birth, count = string.match(last[1][1], '^(%d+)-(%d+)$')
  id = birth .. '-' .. string.format('%.0f', tonumber(count) + 1)
else
  local time = redis.call('TIME')
  id = string.format('%.0f', time[1] * 1000000 + time[2]) .. '-1'
end
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], id, 'event', ARGV[1], 'end', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return id`;

/**
 * JobEvents keeps one bounded stream per job. Readers look at it when they are told of news, and at most 0.8 s apart
 * in case they were not, all over one connection; the news come over another, which is there while anybody reads.
 */
export class JobEvents {
  private readonly news: EventNews;

  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock = systemClock,
  ) {
    this.news = new EventNews(redis);
  }

  /** publish appends an event and returns its id. On a job that has ended it appends nothing and returns the end's id. */
  async publish(jobId: string, event: JobEvent): Promise<string> {
    const kept = [writeEvent(event, this.clock.now()), KEPT_EVENTS, RECORDS_KEPT_MS, endsJob(event) ? 1 : 0];
    const news = [keys.newsChannel, jobId];
    return String(
      await throughRedis(() => this.redis.eval(PUBLISH, 1, keys.events(jobId), ...kept, ...news)),
    );
  }

  /** ending returns how the job ended, or undefined while it has not, or nothing is known of it. */
  async ending(jobId: string): Promise<JobEvent | undefined> {
    const newest = await this.newest(jobId);
    return newest !== undefined && endsJob(newest.event) ? newest.event : undefined;
  }

  /**
   * read yields the events after the given id (all, without one), then each new one, until the job has ended or the
   * signal aborts. Where events were trimmed or lost it yields a gap first. It throws when Redis does not answer;
   * the reader then resumes after the last id it saw.
   */
  async *read(
    jobId: string,
    afterId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<KeptEvent | EventGap> {
    const newest = await this.newest(jobId);
    if (newest !== undefined && newest.id === afterId && endsJob(newest.event)) return;
    let after = isBeyond(afterId, newest?.id) ? undefined : afterId;
    if (after !== afterId) yield { gap: { after: afterId ?? null } };
    for await (const page of this.pages(jobId, after, signal)) {
      for (const kept of page) {
        if (!follows(kept.id, after)) yield { gap: { after: after ?? null } };
        after = kept.id;
        yield kept;
        if (endsJob(kept.event) || signal.aborted) return;
      }
    }
  }

  /** pages yields what is there after the id, and then whatever comes. */
  private async *pages(
    jobId: string,
    afterId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<KeptEvent[]> {
    const bell = new Bell();
    let leave: (() => void) | undefined;
    try {
      let after = afterId;
      let wait = SHORTEST_POLL_MS;
      while (!signal.aborted) {
        const page = await this.page(jobId, after);
        if (page.length > 0) yield page;
        after = page.at(-1)?.id ?? after;
        wait = page.length > 0 ? SHORTEST_POLL_MS : Math.min(wait * 1.5, LONGEST_POLL_MS);
        if (page.length === PAGE) continue;
        leave ??= this.news.listen(jobId, () => bell.ring());
        await bell.heard(jittered(wait), signal);
      }
    } finally {
      leave?.();
    }
  }

  private async newest(jobId: string): Promise<KeptEvent | undefined> {
    const [entry] = await throughRedis(() => this.redis.xrevrange(keys.events(jobId), '+', '-', 'COUNT', 1));
    return entry === undefined ? undefined : kept(entry);
  }

  private async page(jobId: string, after: string | undefined): Promise<KeptEvent[]> {
    const from = after === undefined ? '-' : `(${after}`;
    const entries = await throughRedis(() => this.redis.xrange(keys.events(jobId), from, '+', 'COUNT', PAGE));
    return entries.map(kept);
  }
}

function kept([id, [, written = '']]: [id: string, fields: string[]]): KeptEvent {
  return { id, ...(JSON.parse(written) as Omit<KeptEvent, 'id'>) };
}

/** An id beyond the newest event is of a stream that was lost: its reader starts anew. */
function isBeyond(afterId: string | undefined, newest: string | undefined): boolean {
  if (afterId === undefined) return false;
  const [birth, count] = parseId(afterId);
  if (newest === undefined) return false;
  const [newestBirth, newestCount] = parseId(newest);
  return birth > newestBirth || (birth === newestBirth && count > newestCount);
}

function follows(id: string, after: string | undefined): boolean {
  const [birth, count] = parseId(id);
  if (after === undefined) return count === 1;
  const [lastBirth, lastCount] = parseId(after);
  return birth === lastBirth && count === lastCount + 1;
}

function parseId(id: string): [birth: number, count: number] {
  const [, birth, count] = EVENT_ID.exec(id) ?? [];
  if (birth !== undefined && count !== undefined) return [Number(birth), Number(count)];
  throw new DomainError('invalid_event_id', 'Last-Event-ID: must be an id that this stream gave out', {
    param: 'Last-Event-ID',
  });
}

/** Readers that came together do not look together. */
function jittered(ms: number): number {
  return ms * (0.75 + Math.random() / 2);
}
