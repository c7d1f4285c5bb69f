import { throughRedis, type Redis } from '@app/jobs';
import { endsRun } from '../loop/run-types.js';
import type { RunArchive } from './run-archive.js';
import type { KeptRun, NumberedEvent } from './run-record.js';

const KEPT_MS = 24 * 3_600_000;
/** Of one run; older ones are dropped, and a reader sees from their places that some are missing. */
const KEPT_EVENTS = 4_000;
const LARGEST_RECORD = 1024 * 1024;
const PAGE = 200;
/** For a run to end after its time is over. */
const END_MS = 60_000;
const SHORTEST_POLL_MS = 40;
const LONGEST_POLL_MS = 800;

const PREFIX = '{switchyard}:agent';
const recordKey = (id: string) => `${PREFIX}-run:${id}`;
const eventsKey = (id: string) => `${PREFIX}-events:${id}`;
const cancelChannel = `${PREFIX}-cancel`;

/** RedisRuns keeps each run's record under one key, and its events in one bounded stream whose ids are their places. */
export class RedisRuns implements RunArchive {
  private readonly subscriber: Redis;

  constructor(private readonly redis: Redis) {
    this.subscriber = redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null });
    // Why Redis is out of reach is told by the connection that this is a copy of.
    this.subscriber.on('error', () => undefined);
  }

  async keep(run: KeptRun): Promise<void> {
    const written = JSON.stringify(run);
    const text = written.length <= LARGEST_RECORD ? written : JSON.stringify(withoutCalls(run));
    await throughRedis(() => this.redis.set(recordKey(run.record.id), text, 'PX', KEPT_MS));
  }

  async append(id: string, { place, event }: NumberedEvent): Promise<void> {
    const key = eventsKey(id);
    await throughRedis(async () => {
      await this.redis.xadd(key, 'MAXLEN', '~', KEPT_EVENTS, `${place}-0`, 'event', JSON.stringify(event));
      if (place === 1 || endsRun(event)) await this.redis.pexpire(key, KEPT_MS);
    });
  }

  async find(id: string): Promise<KeptRun | undefined> {
    const text = await throughRedis(() => this.redis.get(recordKey(id)));
    return text === null ? undefined : sincere(JSON.parse(text) as KeptRun);
  }

  async *read(id: string, after: number, signal: AbortSignal): AsyncGenerator<NumberedEvent> {
    let last = after;
    let wait = SHORTEST_POLL_MS;
    while (!signal.aborted) {
      const page = await this.page(id, last);
      for (const numbered of page) {
        last = numbered.place;
        yield numbered;
        if (endsRun(numbered.event) || signal.aborted) return;
      }
      if (page.length === 0 && !(await this.isRunning(id))) return;
      wait = page.length > 0 ? SHORTEST_POLL_MS : Math.min(wait * 1.5, LONGEST_POLL_MS);
      if (page.length < PAGE) await pause(wait, signal);
    }
  }

  async askCancel(id: string): Promise<void> {
    await throughRedis(() => this.redis.publish(cancelChannel, id));
  }

  onCancel(listener: (id: string) => void): void {
    this.subscriber.on('message', (_channel, id) => listener(id));
    // Closed before it could be used, or out of reach: it goes on trying by itself.
    this.subscriber.subscribe(cancelChannel).catch(() => undefined);
  }

  close(): void {
    this.subscriber.disconnect();
  }

  private async page(id: string, after: number): Promise<NumberedEvent[]> {
    const entries = await throughRedis(() =>
      this.redis.xrange(eventsKey(id), `(${after}-0`, '+', 'COUNT', PAGE),
    );
    return entries.map(([place, [, event = '']]) => ({
      place: Number.parseInt(place, 10),
      event: JSON.parse(event) as NumberedEvent['event'],
    }));
  }

  /** The last event may have come after the page was read. */
  private async isRunning(id: string): Promise<boolean> {
    return (await this.find(id))?.record.status === 'running';
  }
}

/** A run whose router was killed never says that it has ended. */
function sincere(run: KeptRun): KeptRun {
  const { record, until } = run;
  if (record.status !== 'running' || Date.now() < until + END_MS) return run;
  const error = { code: 'run_interrupted', message: 'the router that ran it was ended' };
  return { ...run, record: { ...record, status: 'failed', error } };
}

function withoutCalls({ record, ...run }: KeptRun): KeptRun {
  return { ...run, record: { ...record, steps: record.steps.map((step) => ({ ...step, calls: [] })) } };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake, { once: true });
  });
}
