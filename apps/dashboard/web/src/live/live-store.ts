import type { EventSourceMessage } from 'eventsource-parser';
import { linkAfter, type Link, type LinkNews } from './link.js';
import { followStream, type StreamState } from './stream-loop.js';

/** What the backend's stream tells; each event has the whole of its kind. */
const KINDS = ['services', 'nodes', 'jobs', 'gateway', 'mcp', 'pulls', 'attention', 'links'] as const;
export type Kind = (typeof KINDS)[number];

interface Told {
  /** RFC 3339. */
  readonly at: string;
  readonly data: unknown;
}

interface Hooks {
  told(kind: Kind, data: unknown, at: number): void;
  signedOut(): void;
}

/** LiveStore is the one stream of the page: the link's state, and who listens to what. */
export class LiveStore {
  private link: Link = { state: 'connecting' };
  private heardAt: number | undefined;
  private readonly watchers = new Set<() => void>();
  private readonly listeners = new Map<Kind, Set<(data: unknown) => void>>();

  readonly getLink = (): Link => this.link;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** on calls the listener with the data of each event of a kind; what it returns stops that. */
  on(kind: Kind, listener: (data: unknown) => void): () => void {
    const known = this.listeners.get(kind) ?? new Set();
    this.listeners.set(kind, known.add(listener));
    return () => known.delete(listener);
  }

  /** run follows the stream until the signal aborts or it ends for good. */
  async run(signal: AbortSignal, hooks: Hooks): Promise<void> {
    this.update({ state: 'connecting' });
    const ending = await followStream({
      url: '/bff/live',
      signal,
      onState: (state) => this.note(newsOf(state, this.heardAt)),
      onEvent: (event) => this.take(event, hooks),
    });
    if (ending.ended === 'signed_out') hooks.signedOut();
    if (ending.ended === 'refused') this.note({ news: 'ended', problem: ending.problem });
    if (ending.ended === 'complete') this.note({ news: 'ended' });
  }

  /** A gap needs nothing of us: the whole of each kind follows it. */
  private take({ event, data }: EventSourceMessage, hooks: Hooks): void {
    const kind = KINDS.find((known) => known === event);
    if (kind === undefined) return;
    this.heardAt = Date.now();
    const told = JSON.parse(data) as Told;
    hooks.told(kind, told.data, Date.parse(told.at));
    for (const listener of this.listeners.get(kind) ?? []) listener(told.data);
  }

  private note(news: LinkNews): void {
    this.update(linkAfter(this.link, news, Date.now()));
  }

  private update(link: Link): void {
    this.link = link;
    for (const watcher of this.watchers) watcher();
  }
}

function newsOf(state: StreamState, heardAt: number | undefined): LinkNews {
  if (state.state !== 'waiting') return { news: state.state };
  const { problem, nextTryAt } = state;
  return { news: 'lost', problem, nextTryAt, ...(heardAt !== undefined && { heardAt }) };
}

export const live = new LiveStore();
