import { rotatedFiles } from '../folder/audit-folder.js';
import { passes, textsOf, type AuditFilter } from './audit-filter.js';
import { eventsBackwards, eventsForward } from './stored-events.js';

/** As many events are looked at for a count, whatever the size of the log. */
export const MOST_COUNTED = 100_000;

export interface AuditCount {
  readonly total: number;
  /** False: there are at least so many; the rest was not looked at. */
  readonly is_exact: boolean;
}

/** countAudit counts the events that pass. All events together are counted by their numbers, without reading them. */
export async function countAudit(
  folder: string,
  filter: AuditFilter,
  signal?: AbortSignal,
): Promise<AuditCount> {
  if (Object.keys(filter).length === 0) return { total: await countAll(folder), is_exact: true };
  let looked = 0;
  let total = 0;
  for await (const event of eventsBackwards(folder, textsOf(filter))) {
    signal?.throwIfAborted();
    if (looked === MOST_COUNTED) return { total, is_exact: false };
    looked += 1;
    if (passes(event, filter)) total += 1;
  }
  return { total, is_exact: true };
}

async function countAll(folder: string): Promise<number> {
  const [oldest] = await rotatedFiles(folder);
  const first = oldest?.first ?? (await firstOf(eventsForward(folder)))?.seq;
  const last = (await firstOf(eventsBackwards(folder)))?.seq;
  return first === undefined || last === undefined ? 0 : last - first + 1;
}

async function firstOf<T>(events: AsyncGenerator<T>): Promise<T | undefined> {
  for await (const event of events) return event;
  return undefined;
}
