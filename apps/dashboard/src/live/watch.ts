import type { ServerSentEvent } from '@app/http';
import { systemClock, type Clock } from '@app/kernel';
import { AttentionList } from './attention/attention-list.js';
import { LIVE_KINDS, type LiveKind } from './live-kind.js';
import { LiveLog } from './live-log.js';
import type { LivePoll } from './live-poll.js';
import type { LiveState } from './live-state.js';
import { withoutClocks } from './without-clocks.js';

export const POLL_MS = 5_000;
/** An hour, at one look every five seconds. */
const HISTORY = 720;

export interface RatePoint {
  /** RFC 3339. */
  readonly at: string;
  readonly requests_per_sec: number;
  readonly tokens_per_sec: number;
}

interface Known {
  readonly at: number;
  readonly data: object;
}

/** Overview is the last that is known of each kind, with its age. */
export interface Overview {
  readonly kinds: Readonly<
    Partial<Record<LiveKind, { readonly at: string; readonly age_ms: number; readonly data: object }>>
  >;
  readonly history: readonly RatePoint[];
}

/**
 * Watch looks at the upstreams every five seconds while anybody reads it, once for all its readers, and tells them what
 * has changed. What could not be read keeps its last state and its age.
 */
export class Watch {
  private readonly log = new LiveLog();
  private readonly attention: AttentionList;
  private readonly known = new Map<LiveKind, Known>();
  private readonly history: RatePoint[] = [];
  private readers = 0;
  private looking: Promise<void> | undefined;
  private lookedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly poll: Pick<LivePoll, 'read'>,
    private readonly onFailure: (error: unknown) => void,
    private readonly clock: Clock = systemClock,
  ) {
    this.attention = new AttentionList(clock);
  }

  get isRead(): boolean {
    return this.readers > 0;
  }

  /** follow yields what changes until the signal aborts; see LiveLog for `lastId`. */
  async *follow(lastId: string | undefined, signal: AbortSignal): AsyncGenerator<ServerSentEvent> {
    this.readers += 1;
    if (this.readers === 1) this.start();
    try {
      yield { event: 'watching', data: { interval_ms: POLL_MS } };
      yield* this.log.read(lastId, signal);
    } finally {
      this.readers -= 1;
      if (this.readers === 0) this.stop();
    }
  }

  /** overview is what is known, after a look when the last one was more than five seconds ago. */
  async overview(): Promise<Overview> {
    if (this.clock.monotonic() - this.lookedAt >= POLL_MS) await this.look();
    const now = this.clock.now();
    const kinds = LIVE_KINDS.flatMap((kind) => {
      const known = this.known.get(kind);
      if (known === undefined) return [];
      const { at, data } = known;
      return [[kind, { at: new Date(at).toISOString(), age_ms: Math.max(0, now - at), data }] as const];
    });
    return { kinds: Object.fromEntries(kinds), history: this.history };
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private start(): void {
    void this.look();
    this.timer = setInterval(() => void this.look(), POLL_MS).unref();
  }

  /** A look that takes longer than the time between two is not overtaken. */
  private look(): Promise<void> {
    this.looking ??= this.lookOnce()
      .catch(this.onFailure)
      .finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    this.lookedAt = this.clock.monotonic();
    const told = await this.poll.read();
    for (const [kind, data] of Object.entries(told)) this.tell(kind as LiveKind, data);
    this.tell('attention', { items: this.attention.of(told) });
    if (told.gateway) this.remember(told.gateway);
  }

  private tell(kind: LiveKind, data: object): void {
    const before = this.known.get(kind)?.data;
    const at = this.clock.now();
    this.known.set(kind, { at, data });
    if (before !== undefined && withoutClocks(before) === withoutClocks(data)) return;
    this.log.append(kind, { at: new Date(at).toISOString(), data });
  }

  private remember({
    requests_per_sec,
    tokens_per_sec,
    window_sec,
  }: NonNullable<LiveState['gateway']>): void {
    if (window_sec === 0) return;
    const at = new Date(this.clock.now()).toISOString();
    this.history.push({ at, requests_per_sec, tokens_per_sec });
    if (this.history.length > HISTORY) this.history.shift();
  }
}
