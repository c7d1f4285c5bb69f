import { setTimeout as pause } from 'node:timers/promises';
import { INBOX_FIELD, INBOX_STREAM, receivedEntry, type AuditLog, type ShippedEntry } from '@app/audit';
import type { Logger } from '@app/http';
import { throughRedis, type Redis } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { InboxQuarantine } from './inbox-quarantine.js';
import { ShippedIds } from './shipped-ids.js';

const PAGE = 100;
const POLL_MS = 250;
const AFTER_FAILURE_MS = 1_000;

type Shipped = [id: string, fields: string[]];

/**
 * AuditInbox takes in what the other apps shipped: in order, into the log first and out of the inbox after, so that a
 * crash at any point loses nothing, and by each event's own id, so that it doubles nothing.
 */
export class AuditInbox {
  private readonly closing = new AbortController();
  private readonly quarantine: InboxQuarantine;
  private running: Promise<void> = Promise.resolve();
  private inTrouble = false;
  private waiting = 0;

  constructor(
    private readonly redis: Redis,
    private readonly audit: AuditLog,
    private readonly folder: string,
    private readonly logger: Logger,
  ) {
    this.quarantine = new InboxQuarantine(folder);
  }

  /** How many events waited when Redis was last asked. */
  get length(): number {
    return this.waiting;
  }

  start(): void {
    this.running = this.run();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    let known: ShippedIds | undefined;
    while (!signal.aborted) {
      let wait = AFTER_FAILURE_MS;
      try {
        known ??= await ShippedIds.read(this.folder);
        const taken = await this.takeIn(known);
        this.inTrouble = false;
        wait = taken === PAGE ? 0 : POLL_MS;
      } catch (error) {
        this.complain(error);
      }
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  private async takeIn(known: ShippedIds): Promise<number> {
    this.waiting = await throughRedis(() => this.redis.xlen(INBOX_STREAM));
    const page = await throughRedis(() => this.redis.xrange(INBOX_STREAM, '-', '+', 'COUNT', PAGE));
    if (page.length === 0) return 0;
    const entries: ShippedEntry[] = [];
    for (const shipped of page) {
      const entry = await this.entryIn(shipped);
      if (entry !== undefined) entries.push(entry);
    }
    await this.append(entries, known);
    await throughRedis(() => this.redis.xdel(INBOX_STREAM, ...page.map(([id]) => id)));
    return page.length;
  }

  /** What is no entry is set aside: it holds up nothing. */
  private async entryIn([id, fields]: Shipped): Promise<ShippedEntry | undefined> {
    try {
      return receivedEntry(fields[fields.indexOf(INBOX_FIELD) + 1]);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.quarantine.keep(id, fields, error.message);
      this.logger.warn({ entry: id, reason: error.message }, 'what an app shipped is no audit entry');
      return undefined;
    }
  }

  /** All or some are written; those are known the next time. */
  private async append(entries: readonly ShippedEntry[], known: ShippedIds): Promise<void> {
    const fresh = new Map(entries.map((entry) => [entry.metadata.shipped_id, entry]));
    const writes = [...fresh]
      .filter(([id]) => !known.has(id))
      .map(([id, entry]) => this.write(id, entry, known));
    for (const result of await Promise.allSettled(writes)) {
      if (result.status === 'rejected') throw result.reason;
    }
  }

  private async write(id: string, entry: ShippedEntry, known: ShippedIds): Promise<void> {
    await this.audit.append({ ...entry, metadata: { ...entry.metadata } });
    known.add(id);
  }

  private complain(error: unknown): void {
    const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
    if (!this.inTrouble) this.logger.warn({ reason }, 'the events of other apps wait');
    this.inTrouble = true;
  }
}
