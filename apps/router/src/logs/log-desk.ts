import type { AuditEntry } from '@app/audit';
import { hasPermission, OPS_TOKEN_HOLDER, type Client } from '@app/auth';
import type { Logger, ServerSentEvent } from '@app/http';
import { DomainError } from '@app/kernel';
import type { RegistryPolicy } from '@app/mcp';
import { idOf, type LogPosition } from './log-position.js';
import type { LogAnswer } from './logs.dto.js';
import type { LogEntry, ServerLog } from './server-log.js';
import type { ServerLogs } from './server-logs.js';

export interface LogDeskParts {
  readonly logs: ServerLogs;
  readonly policy: Pick<RegistryPolicy, 'decide'>;
  /** Undefined: nothing is audited here. */
  readonly audit: ((entry: AuditEntry) => Promise<unknown>) | undefined;
  readonly logger: Logger;
}

export interface LogWish {
  readonly server: string;
  /** So many of the newest entries; behind `after`, so many of the oldest. */
  readonly tail: number;
  readonly after: LogPosition | undefined;
}

export interface LogCaller {
  /** Who reads, as it is now; throws when they may not any more. */
  readonly client: () => Client;
  readonly requestId: string;
}

const MOST_FOLLOWERS = 64;
const AT_ONCE = 100;

/**
 * LogDesk shows operators the logs of servers. Whoever may change the policy may read every log; of all others the
 * policy must let the client reach the server. Every opening is audited.
 */
export class LogDesk {
  private followers = 0;

  constructor(private readonly parts: LogDeskParts) {}

  /** read throws `mcp_server_not_found` or `forbidden`. */
  read(wish: LogWish, caller: LogCaller): LogAnswer {
    const log = this.open(wish.server, caller.client());
    this.note(wish, caller, false);
    const { entries, isGap } = log.after(startOf(wish, log), wish.tail);
    return {
      server: wish.server,
      gap: isMissing(wish, log) || (wish.after !== undefined && isGap),
      entries: entries.map((entry) => shown(log, entry)),
      next: idOf(log, entries.at(-1)?.seq ?? Math.min(startOf(wish, log), log.newest)),
    };
  }

  /**
   * follow yields `following`, then each entry as `line`, and a `marker` where entries are missing, until the signal aborts.
   * Throws as read does, then and whenever the right is gone, and `too_many_subscriptions`.
   */
  async *follow(wish: LogWish, caller: LogCaller, signal: AbortSignal): AsyncGenerator<ServerSentEvent> {
    const log = this.open(wish.server, caller.client());
    if (this.followers >= MOST_FOLLOWERS) {
      const message = `${MOST_FOLLOWERS} logs are being followed already`;
      throw new DomainError('too_many_subscriptions', message, { retryAfter: 10 });
    }
    this.followers += 1;
    try {
      this.note(wish, caller, true);
      yield { event: 'following', data: { server: wish.server } };
      if (isMissing(wish, log)) yield gap(log, startOf(wish, log));
      yield* this.entries(wish, log, caller, signal);
    } finally {
      this.followers -= 1;
    }
  }

  private async *entries(
    wish: LogWish,
    log: ServerLog,
    { client }: LogCaller,
    signal: AbortSignal,
  ): AsyncGenerator<ServerSentEvent> {
    let position = startOf(wish, log);
    let mayMiss = wish.after === undefined;
    while (!signal.aborted) {
      if (this.open(wish.server, client()) !== log) throw notFound(wish.server);
      const { entries, isGap } = log.after(position, AT_ONCE);
      if (isGap && !mayMiss) yield gap(log, (entries[0]?.seq ?? log.newest + 1) - 1);
      mayMiss = false;
      for (const entry of entries) yield { id: idOf(log, entry.seq), event: 'line', data: shown(log, entry) };
      position = entries.at(-1)?.seq ?? position;
      if (position === log.newest) await log.changed(signal);
    }
  }

  private open(server: string, client: Client): ServerLog {
    const log = this.parts.logs.of(server);
    if (log === undefined) throw notFound(server);
    if (client.id === OPS_TOKEN_HOLDER.id || hasPermission(client, 'administer')) return log;
    const { allowed, rule, reason } = this.parts.policy.decide(client, { server, tool: undefined });
    if (allowed) return log;
    throw new DomainError('forbidden', `the policy keeps "${client.id}" from ${server}: ${reason} (${rule})`);
  }

  /** Reading goes on when the audit cannot be written: it is then that somebody has to look. */
  private note({ server }: LogWish, { client, requestId }: LogCaller, follow: boolean): void {
    const entry = {
      action: 'logs' as const,
      resource: `mcp/${server}`,
      actor: client().id,
      result: 'ok' as const,
      correlation_id: requestId,
      metadata: { follow },
    };
    this.parts.audit?.(entry).catch((error: unknown) => {
      const code = error instanceof DomainError ? error.code : undefined;
      this.parts.logger.warn({ request_id: requestId, code }, 'a log was read that could not be audited');
    });
  }
}

/** A position in another log, that of an earlier run, is before all that is here. */
function startOf({ after, tail }: LogWish, log: ServerLog): number {
  if (after === undefined) return Math.max(0, log.newest - tail);
  return after.log === log.name ? Math.min(after.seq, log.newest) : 0;
}

function isMissing({ after }: LogWish, { name }: ServerLog): boolean {
  return after !== undefined && after.log !== name;
}

function gap(log: ServerLog, seq: number): ServerSentEvent {
  const data = { at: new Date().toISOString(), marker: 'gap' };
  return { id: idOf(log, seq), event: 'marker', data };
}

function shown(log: ServerLog, { seq, at, source, level, text }: LogEntry) {
  return { id: idOf(log, seq), seq, at, source, level: level ?? null, text };
}

function notFound(server: string): DomainError {
  return new DomainError('mcp_server_not_found', `there is no server ${server}`, { param: 'server' });
}
