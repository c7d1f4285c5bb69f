import type { ServerSentEvent } from '@app/http';
import type { ServiceRef } from '../services/service-reader.js';
import { MergedFollower } from './merged-follower.js';
import type { MergedEntry } from './merged-entry.js';
import { MergedPosition } from './merged-position.js';
import type { LogCaller, ServiceLogs } from './service-logs.js';

export interface MergedWish {
  readonly services: readonly ServiceRef[];
  readonly tail: number | undefined;
  /** RFC 3339, or a duration. */
  readonly since: string | undefined;
}

/** MergedLogs follows the logs of several services as one, each line with whose it is. */
export class MergedLogs {
  constructor(private readonly logs: Pick<ServiceLogs, 'entries'>) {}

  /**
   * follow yields until the signal aborts or its reader leaves; `lastId` is the id of the event to go on after, of a
   * stream of the same services in the same order. Throws before the first event: `service_not_found`, also for one
   * outside the scopes, `invalid_event_id`, or why no log could be opened. A service that is lost later is told by
   * an event `lost`, and followed again once it can be.
   */
  async *follow(
    wish: MergedWish,
    caller: LogCaller,
    lastId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<ServerSentEvent> {
    const { services, tail, since } = wish;
    const count = services.length;
    const position =
      lastId === undefined ? MergedPosition.beginning(count) : MergedPosition.parse(lastId, count);
    const left = new AbortController();
    const ended = AbortSignal.any([signal, left.signal]);
    const open = (source: number, from: Parameters<ServiceLogs['entries']>[1], until: AbortSignal) =>
      this.logs.entries({ ...(services[source] as ServiceRef), tail, since }, from, caller, until);
    try {
      const follower = new MergedFollower(count, open, position, ended);
      await follower.begin();
      for await (const item of follower.merge.items()) {
        yield* eventsOf(item, services[item.source] as ServiceRef, position);
      }
    } finally {
      left.abort();
    }
  }
}

function* eventsOf(
  { source, entry }: MergedEntry,
  { node, service }: ServiceRef,
  position: MergedPosition,
): Generator<ServerSentEvent> {
  const whose = { node, service };
  const own = position.of(source);
  const numbered = (event: string, data: object): ServerSentEvent => {
    const { id } = position;
    return { ...(id !== undefined && { id }), event, data: { ...data, ...whose } };
  };
  if ('lost' in entry) yield numbered('lost', entry.lost);
  if ('following' in entry) {
    yield numbered('following', {});
    const at = new Date().toISOString();
    if (!own.continuesIn(entry.containers)) yield numbered('marker', { at, marker: 'gap', container: null });
  }
  if ('marker' in entry) yield numbered('marker', entry);
  if ('line' in entry && own.pass(entry)) yield numbered('line', entry);
}
