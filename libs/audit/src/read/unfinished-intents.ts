import type { AuditEvent } from '../event/audit-event.js';
import { SHIPPED_ID } from '../ship/shipped-entry.js';
import { eventsBackwards } from './stored-events.js';

export interface UnfinishedQuery {
  /** Older events are not read. */
  readonly since: Date;
  /** At most so many events that have to do with intents are read. */
  readonly mostEvents: number;
  /** Events after this number are another's business: they came after the question. */
  readonly through: number;
}

/** UnfinishedIntents are announcements that something is still to be said of; oldest first. */
export interface UnfinishedIntents {
  /** No outcome was written. */
  readonly open: AuditEvent[];
  /** The outcome is that nobody could tell, and no verdict was written since. */
  readonly unknown: { readonly intent: AuditEvent; readonly outcome: AuditEvent }[];
}

/**
 * unfinishedIntents reads the log once, from its end: what was said of an intent comes before the intent itself, so
 * only intents whose outcome was met are remembered until they are met too.
 */
export async function unfinishedIntents(folder: string, query: UnfinishedQuery): Promise<UnfinishedIntents> {
  const found: UnfinishedIntents = { open: [], unknown: [] };
  const said = new Map<string, AuditEvent>();
  let read = 0;
  for await (const event of eventsBackwards(folder, ['"intent"'])) {
    if (Date.parse(event.ts) < query.since.getTime() || ++read > query.mostEvents) break;
    if (event.seq > query.through || SHIPPED_ID in event.metadata) continue;
    const about = event.metadata['intent'];
    if (typeof about === 'string') remember(said, about, event);
    else if (event.result === 'intent') sort(found, event, said);
  }
  return { open: found.open.toReversed(), unknown: found.unknown.toReversed() };
}

/** A verdict is met before the outcome that it is about, and is the last word. */
function remember(said: Map<string, AuditEvent>, about: string, event: AuditEvent): void {
  if (!said.has(about)) said.set(about, event);
}

function sort({ open, unknown }: UnfinishedIntents, intent: AuditEvent, said: Map<string, AuditEvent>): void {
  const last = said.get(intent.event_id);
  said.delete(intent.event_id);
  if (last === undefined) open.push(intent);
  else if (last.result === 'unknown' && last.action !== 'reconcile') unknown.push({ intent, outcome: last });
}
