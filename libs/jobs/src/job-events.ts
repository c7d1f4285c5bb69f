import { setTimeout as pause } from 'node:timers/promises';
import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { Redis } from 'ioredis';
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
 * KEYS: the stream; ARGV: event, most events, ttl in ms. An id is the stream's birth in Unix microseconds and a count from 1
 * without holes, so that a reader sees from two ids alone whether it missed something.
 */
const PUBLISH = `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local id
if last[1] then
  local birth, count = string.match(last[1][1], '^(%d+)-(%d+)$')
  id = birth .. '-' .. string.format('%.0f', tonumber(count) + 1)
else
  local time = redis.call('TIME')
  id = string.format('%.0f', time[1] * 1000000 + time[2]) .. '-1'
end
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], id, 'event', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return id`;

/**
 * JobEvents keeps one bounded stream per job. Readers poll it, at most 0.8 s apart and sooner after news, over the one
 * connection they share: a reader holds nothing, so one that goes away frees all it had.
 */
export class JobEvents {
  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock = systemClock,
  ) {}

  /** publish appends an event and returns its id. */
  async publish(jobId: string, event: JobEvent): Promise<string> {
    const written = writeEvent(event, this.clock.now());
    const key = keys.events(jobId);
    return String(
      await throughRedis(() => this.redis.eval(PUBLISH, 1, key, written, KEPT_EVENTS, RECORDS_KEPT_MS)),
    );
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
    let wait = SHORTEST_POLL_MS;
    while (!signal.aborted) {
      const page = await this.page(jobId, after);
      for (const kept of page) {
        if (!follows(kept.id, after)) yield { gap: { after: after ?? null } };
        after = kept.id;
        yield kept;
        if (endsJob(kept.event) || signal.aborted) return;
      }
      wait = page.length > 0 ? SHORTEST_POLL_MS : Math.min(wait * 1.5, LONGEST_POLL_MS);
      if (page.length < PAGE) await elapsed(wait, signal);
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

/** Readers that came together do not poll together. An abort ends the wait, and its reader sees the signal. */
async function elapsed(ms: number, signal: AbortSignal): Promise<void> {
  const jittered = ms * (0.75 + Math.random() / 2);
  await pause(jittered, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
