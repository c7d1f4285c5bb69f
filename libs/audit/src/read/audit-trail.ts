import type { AuditAction } from '../event/audit-action.js';
import type { AuditEvent } from '../event/audit-event.js';
import { eventsBackwards } from './stored-events.js';

/**
 * auditTrail returns the event of that id and every later one whose metadata name it as their `intent`, oldest first;
 * nothing when there is no such event.
 */
export async function auditTrail(folder: string, eventId: string): Promise<AuditEvent[]> {
  const later: AuditEvent[] = [];
  for await (const event of eventsBackwards(folder, [eventId])) {
    if (event.event_id === eventId) return [event, ...later.toReversed()];
    if (event.metadata['intent'] === eventId) later.push(event);
  }
  return [];
}

/** auditWalk goes back over the events of these actions, newest first, for as long as its reader takes them. */
export async function* auditWalk(
  folder: string,
  actions: readonly AuditAction[],
): AsyncGenerator<AuditEvent> {
  // As canonical JSON writes it.
  const written = actions.map((action) => `"action":${JSON.stringify(action)}`);
  for await (const event of eventsBackwards(folder, written)) {
    if (actions.includes(event.action)) yield event;
  }
}
