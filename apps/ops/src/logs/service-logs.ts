import { mayTouch, type Client } from '@app/auth';
import type { AuditLog } from '@app/audit';
import type { Logger, ServerSentEvent } from '@app/http';
import { DomainError } from '@app/kernel';
import type { IncomingMessage } from 'node:http';
import type { ServiceRef } from '../services/service-reader.js';
import { jsonLines } from '../worker/json-lines.js';
import type { WorkerClient } from '../worker/worker-client.js';
import { logEntry, type LogEntry, type LogLine } from './log-entry.js';
import { LogPosition } from './log-position.js';

export interface LogWish extends ServiceRef {
  readonly tail: number | undefined;
  /** RFC 3339, or a duration. */
  readonly since: string | undefined;
}

export interface LogCaller {
  readonly client: Client | undefined;
  readonly requestId: string;
}

const DEFAULT_TAIL = 100;
const READ_MS = 30_000;
/** More than the worker keeps of one service. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** ServiceLogs shows a client what the services in its scopes write. Every opening is audited. */
export class ServiceLogs {
  constructor(
    private readonly worker: WorkerClient,
    private readonly audit: AuditLog,
    private readonly logger: Logger,
  ) {}

  /** read throws `service_not_found`, also for one outside the scopes, or why its log could not be read. */
  async read(wish: LogWish, caller: LogCaller, signal: AbortSignal) {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_MS)]);
    const all = { ...wish, ...restOf(wish, LogPosition.beginning()) };
    const body = await this.open(all, caller, false, limited);
    const { lines, truncated } = await collected(body);
    const { service, node } = wish;
    const logs = lines.map(({ line }) => line).join('\n');
    return { service, node, logs, lines, ...(truncated && { truncated }) };
  }

  /**
   * follow yields lines and markers until the signal aborts; `lastId` is the id of the event to go on after. An event
   * `error` is the last one when the log cannot be followed any more. Throws as read does before the first event, and
   * `invalid_event_id`.
   */
  async *follow(
    wish: LogWish,
    caller: LogCaller,
    lastId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<ServerSentEvent> {
    const position = lastId === undefined ? LogPosition.beginning() : LogPosition.parse(lastId);
    const entries = await this.entries(wish, position, caller, signal);
    try {
      for await (const entry of entries) yield* eventsOf(entry, wish, position);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof DomainError)) throw error;
      yield { event: 'error', data: { code: error.code, message: error.message } };
    }
  }

  /** entries opens a log to be followed after a position. Throws as read does; what it yields is not sifted yet. */
  async entries(
    wish: LogWish,
    position: LogPosition,
    caller: LogCaller,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<LogEntry>> {
    const body = await this.open({ ...wish, ...restOf(wish, position) }, caller, true, signal);
    return jsonLines(body, logEntry);
  }

  private async open(
    wish: LogWish,
    caller: LogCaller,
    follow: boolean,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const { client, requestId } = caller;
    if (!client || !mayTouch(client, wish)) throw notFound(wish);
    const path = pathOf(wish, follow);
    const body = await this.worker.open({ method: 'GET', path, requestId }, signal);
    this.note(wish, caller, follow);
    return body;
  }

  /** Reading goes on when the audit cannot be written: it is then that somebody has to look. */
  private note({ node, service, tail }: LogWish, { client, requestId }: LogCaller, follow: boolean): void {
    const entry = {
      action: 'logs' as const,
      resource: `${node}/${service}`,
      actor: client?.id ?? 'unknown',
      result: 'ok' as const,
      correlation_id: requestId,
      metadata: { follow, ...(tail !== undefined && { tail }) },
    };
    this.audit.append(entry).catch((error: unknown) => {
      const code = error instanceof DomainError ? error.code : undefined;
      this.logger.warn({ request_id: requestId, code }, 'a log was read that could not be audited');
    });
  }
}

/** From a known position on, everything is wanted. */
function restOf({ tail, since }: LogWish, position: LogPosition): Pick<LogWish, 'tail' | 'since'> {
  if (position.since !== undefined) return { tail: undefined, since: position.since };
  return { tail: tail ?? (since === undefined ? DEFAULT_TAIL : undefined), since };
}

/** Names are checked before they come here; encoding them costs nothing. */
function pathOf({ node, service, tail, since }: LogWish, follow: boolean): string {
  const query = new URLSearchParams({ node, follow: String(follow) });
  if (tail !== undefined) query.set('tail', String(tail));
  if (since !== undefined) query.set('since', since);
  return `/services/${encodeURIComponent(service)}/logs?${query.toString()}`;
}

async function collected(body: IncomingMessage): Promise<{ lines: LogLine[]; truncated: boolean }> {
  const lines: LogLine[] = [];
  let truncated = false;
  let characters = 0;
  for await (const entry of jsonLines(body, logEntry)) {
    if ('error' in entry) throw new DomainError(entry.error.code, entry.error.message);
    if ('truncated' in entry) truncated = true;
    if (!('line' in entry)) continue;
    characters += entry.line.length;
    if (characters > MOST_CHARACTERS)
      throw new DomainError('worker_malformed', 'the worker sent too many lines');
    lines.push(entry);
  }
  return { lines, truncated };
}

function* eventsOf(
  entry: LogEntry,
  { node, service }: LogWish,
  position: LogPosition,
): Generator<ServerSentEvent> {
  if ('error' in entry) yield { event: 'error', data: entry.error };
  if ('following' in entry) {
    yield { event: 'following', data: { node, service } };
    const at = new Date().toISOString();
    if (!position.continuesIn(entry.containers))
      yield event('marker', { at, marker: 'gap', container: null }, position);
  }
  if ('marker' in entry) yield event('marker', entry, position);
  if ('line' in entry && position.pass(entry)) yield event('line', entry, position);
}

function event(name: string, data: object, { id }: LogPosition): ServerSentEvent {
  return { ...(id !== undefined && { id }), event: name, data };
}

function notFound({ node }: LogWish): DomainError {
  return new DomainError('service_not_found', `the node "${node}" has no service of that id`, {
    param: 'id',
  });
}
