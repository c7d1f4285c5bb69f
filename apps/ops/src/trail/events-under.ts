import { eventsBackwards, type AuditEvent } from '@app/audit';
import { DomainError } from '@app/kernel';
import type { AuditQueryDto } from './audit.dto.js';

/** PrefixQuery asks for events whose resource begins with `prefix`, which is printable ASCII. */
export interface PrefixQuery extends Pick<AuditQueryDto, 'action' | 'before'> {
  readonly prefix: string;
  readonly limit: number;
}

const GOES_ALONG: ReadonlySet<string> = new Set(['resource_prefix', 'action', 'limit', 'before']);

/** checkPrefixQuery throws `invalid_request` for a field that a search by prefix does not know. */
export function checkPrefixQuery(query: AuditQueryDto): void {
  const other = Object.entries(query).find(([name, value]) => value !== undefined && !GOES_ALONG.has(name));
  if (other === undefined) return;
  const message = `resource_prefix: goes with action, limit and before alone, not with ${other[0]}`;
  throw new DomainError('invalid_request', message, { param: 'resource_prefix' });
}

/** eventsUnder returns the newest events, newest first. It stops reading when it has enough, or at `signal`. */
export async function eventsUnder(
  folder: string,
  { prefix, action, before, limit }: PrefixQuery,
  signal: AbortSignal,
): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  for await (const event of eventsBackwards(folder, [heldBy(prefix)], before)) {
    signal.throwIfAborted();
    const isWanted = event.resource.startsWith(prefix) && (action === undefined || event.action === action);
    if (isWanted && found.push(event) === limit) break;
  }
  return found;
}

/** What the line of such an event holds, as canonical JSON writes it: the value's closing quote may come later. */
function heldBy(prefix: string): string {
  return `"resource":${JSON.stringify(prefix).slice(0, -1)}`;
}
