import { DomainError, systemClock, type Clock } from '@app/kernel';
import { samplesIn, type Sample } from '../live/metric-lines.js';
import type { Credentials } from '../upstreams/credentials.js';
import { UPSTREAMS, type UpstreamName } from '../upstreams/upstream-name.js';
import type { UpstreamReader } from '../upstreams/upstream-reader.js';
import { readWork, type WorkView } from './key-work.js';
import type { CallGap } from './kept-calls.js';
import { readLimits, type LimitsView } from './server-limits.js';

/** AppKnowledge says since when an app has noted whose keys it took; it forgets when it starts anew. */
export interface AppKnowledge {
  readonly name: UpstreamName;
  /** RFC 3339; null: it could not be read, and `reason` says why. */
  readonly since: string | null;
  readonly reason?: string;
}

/** KeyUse is when a client's key was last taken, and by which app. */
export interface KeyUse {
  readonly client: string;
  readonly app: UpstreamName;
  readonly at: string;
}

export interface KeyUsesView extends WorkView, LimitsView {
  readonly apps: readonly AppKnowledge[];
  /** One for each client that any of the apps has seen. */
  readonly uses: readonly KeyUse[];
}

interface Page {
  readonly app: AppKnowledge;
  readonly uses: readonly KeyUse[];
}

const USED = 'switchyard_client_last_used_timestamp_seconds';
const STARTED = 'switchyard_process_start_time_seconds';
const NAMES: ReadonlySet<string> = new Set([USED, STARTED]);
const ANSWER_MS = 5_000;
const DAY_MS = 24 * 3_600_000;
/** However many pages ask, the apps are asked no more often. */
const SHARED_MS = 2_000;

/** KeyUses tells when each client's key was last taken, by the metrics of the apps, what it did for the last day, and how fast it may. */
export class KeyUses {
  private last: { readonly at: number; readonly view: Promise<KeyUsesView> } | undefined;

  constructor(
    private readonly reader: Pick<UpstreamReader, 'text' | 'json'>,
    private readonly credentials: Credentials,
    private readonly clock: Clock = systemClock,
  ) {}

  /** read never fails because of an app: one that does not answer is named, with the reason. */
  read(requestId: string): Promise<KeyUsesView> {
    const now = this.clock.monotonic();
    if (this.last !== undefined && now - this.last.at < SHARED_MS) return this.last.view;
    const view = this.readAll(requestId);
    this.last = { at: now, view };
    return view;
  }

  private async readAll(requestId: string): Promise<KeyUsesView> {
    const { reader, credentials, clock } = this;
    const asked = { reader, credentials, requestId };
    const [pages, { work, gaps }, limits] = await Promise.all([
      Promise.all(UPSTREAMS.map((name) => this.page(name, requestId))),
      readWork(asked, clock),
      readLimits(asked),
    ]);
    const apps = pages.map(({ app }) => app);
    const uses = newest(pages.flatMap((page) => page.uses));
    return { apps, uses, work, gaps: [...gaps, ...forgotten(apps, clock.now() - DAY_MS)], ...limits };
  }

  private async page(name: UpstreamName, requestId: string): Promise<Page> {
    const { credentials } = this;
    const signal = AbortSignal.timeout(ANSWER_MS);
    try {
      const question = { upstream: name, path: '/metrics', credentials, requestId, signal };
      const { status, text } = await this.reader.text(question);
      return status === 200
        ? pageOf(name, samplesIn(text, NAMES))
        : unread(name, `${name} answered ${status}`);
    } catch (error) {
      if (signal.aborted) return unread(name, `${name} does not answer`);
      if (error instanceof DomainError) return unread(name, error.message);
      throw error;
    }
  }
}

/** The gateway keeps its calls in memory: what was before it started is gone. */
function forgotten(apps: readonly AppKnowledge[], day: number): CallGap[] {
  const { since = null } = apps.find(({ name }) => name === 'gateway') ?? {};
  if (since === null || Date.parse(since) <= day) return [];
  const reason = 'the gateway has started since, and forgotten what was before';
  return [{ kind: 'model', reason, whole_since: since }];
}

function pageOf(name: UpstreamName, samples: readonly Sample[]): Page {
  const started = samples.find((sample) => sample.name === STARTED);
  const since = timeOf(started?.value);
  if (since === undefined) return unread(name, `${name} does not say when it started`);
  const uses = samples.flatMap(({ name: metric, labels: { client = '' }, value }) => {
    const at = timeOf(value);
    return metric === USED && client !== '' && at !== undefined ? [{ client, app: name, at }] : [];
  });
  return { app: { name, since }, uses };
}

function unread(name: UpstreamName, reason: string): Page {
  return { app: { name, since: null, reason }, uses: [] };
}

function newest(uses: readonly KeyUse[]): KeyUse[] {
  const byClient = new Map<string, KeyUse>();
  for (const use of uses) {
    const known = byClient.get(use.client);
    if (known === undefined || known.at < use.at) byClient.set(use.client, use);
  }
  return [...byClient.values()];
}

/** The last second that a date can be in. */
const LAST = 8.64e12;

function timeOf(seconds: number | undefined): string | undefined {
  if (seconds === undefined || !(seconds > 0 && seconds <= LAST)) return undefined;
  return new Date(seconds * 1_000).toISOString();
}
