import { serverUnreachable } from './link-failure.js';
import { LinkMemory } from './link-memory.js';
import { startedWithin } from './link-start.js';
import type { Call, Connect, Link, LinkEnd, LinkListener } from './link.js';

export interface LinkSlotOptions {
  readonly server: string;
  readonly connect: Connect;
  readonly listener: LinkListener;
  readonly idleStopMs: number;
  /** Resolves when a start may be made; rejects when none may. */
  readonly mayStart: (signal: AbortSignal) => Promise<void>;
  readonly started: (link: Link) => void;
  readonly startFailed: (error: unknown) => void;
  readonly ended: (end: LinkEnd) => void;
  /** Nothing is in the slot any more, and nothing has to be remembered for the next link. */
  readonly emptied: () => void;
}

/** LinkSlot is the place of one link: made when it is needed, by one attempt at a time, and ended when it is not. */
export class LinkSlot {
  private link: Link | undefined;
  private starting: Promise<Link> | undefined;
  private stopping: Promise<void> | undefined;
  private idle: NodeJS.Timeout | undefined;
  private inFlight = 0;
  private made = 0;
  private quiet = Promise.withResolvers<void>();
  private readonly memory = new LinkMemory();
  private readonly over = new AbortController();

  constructor(private readonly options: LinkSlotOptions) {}

  get current(): Link | undefined {
    return this.link;
  }

  get busy(): boolean {
    return this.inFlight > 0;
  }

  /** How often it was used. */
  get uses(): number {
    return this.made;
  }

  get isStarting(): boolean {
    return this.starting !== undefined;
  }

  /** use runs `work` on the link. The start is everybody's, so that one client that leaves does not end it. */
  async use<T>(work: (link: Link) => Promise<T>, call: Pick<Call, 'signal' | 'totalMs'>): Promise<T> {
    this.inFlight += 1;
    this.made += 1;
    try {
      const link =
        this.link ?? (await startedWithin(this.options.server, this.start(), call.signal, call.totalMs));
      return await work(link);
    } finally {
      this.inFlight -= 1;
      this.rest();
    }
  }

  note(...request: Parameters<LinkMemory['note']>): void {
    this.memory.note(...request);
  }

  /** drop ends the link if it still is the slot's; the next use makes another. */
  async drop(link: Link): Promise<void> {
    if (this.link !== link) return;
    this.link = undefined;
    this.stopIdle();
    this.options.ended({ reason: 'closed', detail: 'it was stopped' });
    await this.stop(link);
  }

  /** drained resolves when no call runs. */
  async drained(): Promise<void> {
    while (this.inFlight > 0) await this.quiet.promise;
  }

  /** close ends the link, and the start of one, for good. */
  async close(): Promise<void> {
    this.over.abort();
    this.stopIdle();
    await this.starting?.catch(() => undefined);
    if (this.link !== undefined) await this.drop(this.link);
    await this.stopping;
    this.rest();
  }

  private start(): Promise<Link> {
    this.starting ??= this.make().finally(() => {
      this.starting = undefined;
      this.rest();
    });
    return this.starting;
  }

  private async make(): Promise<Link> {
    const { server, connect, listener } = this.options;
    await this.options.mayStart(this.over.signal);
    await this.stopping;
    if (this.over.signal.aborted) throw serverUnreachable(server, 'it was stopped');
    try {
      return await this.take(await connect(listener, this.over.signal));
    } catch (error) {
      if (!this.over.signal.aborted) this.options.startFailed(error);
      throw error;
    }
  }

  private async take(link: Link): Promise<Link> {
    this.link = link;
    this.options.started(link);
    void link.closed.then((end) => this.lost(link, end));
    await this.memory.replay(link);
    return link;
  }

  private lost(link: Link, end: LinkEnd): void {
    if (this.link !== link) return;
    this.link = undefined;
    this.stopIdle();
    this.options.ended(end);
    void this.stop(link);
  }

  /** Its processes may outlive its connection for a moment; the next start waits for their end. */
  private stop(link: Link): Promise<void> {
    this.stopping = link.close().finally(() => {
      this.stopping = undefined;
      this.rest();
    });
    return this.stopping;
  }

  private rest(): void {
    if (this.inFlight > 0) return;
    this.quiet.resolve();
    this.quiet = Promise.withResolvers();
    const { link } = this;
    if (link === undefined) {
      const forGood = this.over.signal.aborted || this.memory.empty;
      const still = this.starting === undefined && this.stopping === undefined;
      if (still && forGood) this.options.emptied();
    } else if (!this.memory.subscribed) this.startIdle();
  }

  /** After each call: a timer that is there starts anew. */
  private startIdle(): void {
    if (this.idle === undefined) this.idle = setTimeout(() => this.idled(), this.options.idleStopMs).unref();
    else this.idle.refresh();
  }

  /** A call that runs starts the time anew when it ends. */
  private idled(): void {
    if (this.inFlight > 0 || this.link === undefined || this.memory.subscribed) return;
    void this.drop(this.link);
  }

  private stopIdle(): void {
    clearTimeout(this.idle);
    this.idle = undefined;
  }
}
