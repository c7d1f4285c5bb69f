import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@app/kernel';
import { isOneOff, LABELS } from './compose-labels.js';
import { dockerError } from './docker-error.js';
import type { EngineClient } from './engine-client.js';
import type { ContainerEvent } from './engine-values.js';
import { ContainerFollower } from './follow-container.js';
import { HandOver } from './hand-over.js';
import type { LogLine } from './log-line.js';
import { engineTime } from './read-log.js';

/** ServiceMarker is what happened to a service between its lines. */
export interface ServiceMarker {
  /**
   * `started`: a container that stood still runs again. `recreated`: a new container took its place.
   * `gap`: the engine was out of reach or a log broke off; lines may be missing here.
   */
  readonly marker: 'started' | 'stopped' | 'recreated' | 'gap';
  /** Undefined when the whole node was out of reach. */
  readonly container: string | undefined;
  /** RFC 3339: by the engine's clock, of a gap by ours. */
  readonly at: string;
}

/** FollowedLogs comes first: from here on nothing that these containers write is missed. */
export interface FollowedLogs {
  readonly following: readonly string[];
}

export type ServiceLogEntry = FollowedLogs | (LogLine & { readonly container: string }) | ServiceMarker;

export interface FollowOptions {
  /** How many of each container's last lines to begin with; all when absent. */
  readonly tail?: number | undefined;
  /** RFC 3339. */
  readonly since?: string | undefined;
}

export interface FollowedService {
  readonly project: string;
  readonly service: string;
}

const ATTEMPTS = 10;
const RETRY_MS = 1_000;
/** A log ends when its container does; a marker waits for the last lines at most this long. */
const LAST_LINES_MS = 2_000;
const PASSING = new Set([
  'node_unreachable',
  'node_timeout',
  'node_proxy_failed',
  'node_failed',
  'log_stream_malformed',
]);

/**
 * followService yields, once the engine has opened the logs, the containers that it follows, and then the service's log
 * lines and markers, across restarts and recreations of its containers, until the signal ends it or the reader leaves. An
 * engine that is out of reach at the beginning, or later stays so, throws
 * its DomainError.
 */
export async function* followService(
  client: EngineClient,
  service: FollowedService,
  options: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<ServiceLogEntry> {
  const left = new AbortController();
  const follower = new ServiceFollower(client, service, options, AbortSignal.any([signal, left.signal]));
  try {
    yield* follower.entries();
  } finally {
    left.abort();
  }
}

class ServiceFollower {
  readonly #entries = new HandOver<ServiceLogEntry>();
  readonly #followers = new Map<string, ContainerFollower>();
  /** Compose numbers a service's containers; a new one with a known number replaces the old. */
  readonly #numbers = new Set<string>();
  #began = '';
  #isTold = false;
  readonly #told = Promise.withResolvers<void>();

  constructor(
    private readonly client: EngineClient,
    private readonly service: FollowedService,
    private readonly options: FollowOptions,
    private readonly signal: AbortSignal,
  ) {}

  entries(): AsyncGenerator<ServiceLogEntry> {
    if (this.signal.aborted) this.#entries.end();
    this.signal.addEventListener('abort', () => this.#entries.end(), { once: true });
    void this.untilAborted(() => this.watch(), undefined);
    return this.#entries.items();
  }

  /** What the engine did while it was out of reach shows as a gap, then as the containers that it has now. */
  private async watch(): Promise<void> {
    const now = (await this.client.info(this.signal)).systemTime;
    this.#began ||= now;
    await this.attachAll();
    await this.tellOnce();
    const events = this.client.events({ ...this.filter(), since: engineTime(now) }, this.signal);
    for await (const event of events) {
      const isLater = Number(engineTime(event.at)) >= Number(engineTime(now));
      if (isLater && !isOneOff(event.labels)) await this.handle(event);
    }
    throw dockerError(
      this.client.node,
      'node_unreachable',
      `The node "${this.client.node}" ended its events.`,
    );
  }

  /**
   * untilAborted does the work again when it failed for a reason that passes. A failure that comes after a while
   * of good work counts as the first.
   */
  private async untilAborted(work: () => Promise<void>, container: string | undefined): Promise<void> {
    for (let failures = 1; !this.signal.aborted; failures++) {
      const began = performance.now();
      try {
        return await work();
      } catch (error) {
        if (this.signal.aborted) return;
        if (this.#began === '') return this.#entries.fail(error);
        if (performance.now() - began > ATTEMPTS * RETRY_MS) failures = 1;
        if (failures === 1) await this.gap(container);
        if (isGone(error) && container !== undefined) return;
        if (failures > ATTEMPTS || !isPassing(error)) return this.#entries.fail(error);
        await sleep(RETRY_MS, undefined, { signal: this.signal }).catch(() => undefined);
      }
    }
  }

  private async attachAll(): Promise<void> {
    const listed = await this.client.listContainers(this.filter().labels, this.signal);
    const options = this.#followers.size === 0 ? this.options : {};
    for (const { id, labels } of listed) if (!isOneOff(labels)) this.attach(id, labels, options);
  }

  /** Lines wait for this, so that they come after it. */
  private async tellOnce(): Promise<void> {
    const following = [...this.#followers.keys()];
    await Promise.all([...this.#followers.values()].map(({ opened }) => opened));
    if (this.#isTold) return;
    this.#isTold = true;
    const taken = this.#entries.put({ following });
    this.#told.resolve();
    await taken;
  }

  private attach(id: string, labels: ContainerEvent['labels'], { tail, since }: FollowOptions): void {
    this.#numbers.add(numberOf(labels));
    const follower = this.#followers.get(id) ?? this.follower(id, { tail, since });
    this.#followers.set(id, follower);
    void this.untilAborted(() => follower.attach(), id);
  }

  private follower(container: string, { tail, since }: FollowOptions): ContainerFollower {
    const take = async (line: LogLine) => {
      await this.#told.promise;
      return this.#entries.put({ ...line, container });
    };
    const start = { tail, since, began: this.#began };
    return new ContainerFollower(this.client, container, start, take, this.signal);
  }

  private async handle({ container, action, at, labels }: ContainerEvent): Promise<void> {
    const known = this.#followers.get(container);
    if (action === 'start') {
      const replaces = known === undefined && this.#numbers.has(numberOf(labels));
      await this.#entries.put({ marker: replaces ? 'recreated' : 'started', container, at });
      this.attach(container, labels, {});
    } else if (action === 'die') {
      await known?.settled(LAST_LINES_MS);
      await this.#entries.put({ marker: 'stopped', container, at });
    } else {
      this.#followers.delete(container);
    }
  }

  private async gap(container: string | undefined): Promise<void> {
    await this.#entries.put({ marker: 'gap', container, at: new Date().toISOString() });
  }

  private filter(): { labels: string[]; actions: string[] } {
    const { project, service } = this.service;
    const labels = [`${LABELS.project}=${project}`, `${LABELS.service}=${service}`];
    return { labels, actions: ['start', 'die', 'destroy'] };
  }
}

function numberOf(labels: ContainerEvent['labels']): string {
  return labels[LABELS.number] ?? '';
}

function isPassing(error: unknown): boolean {
  return error instanceof DomainError && PASSING.has(error.code);
}

function isGone(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'container_not_found';
}
