import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { WATCH_LIMITS } from './watch-limits.js';
import type { WatchRecord } from './watch-record.js';

/** Owner is a server that polls watches. */
export type Owner = NonNullable<WatchRecord['owner']>;

export function thisOwner(): Owner {
  return { instance: randomUUID(), host: hostname(), pid: process.pid };
}

/**
 * isOrphan tells whether a watch that is not over has lost its server: that was closed in good order, or its process is
 * gone, or it has not written for longer than its polls are apart. A server of this one's own process id may be gone, or
 * live in another container of the same name, so that only its silence counts.
 */
export function isOrphan(
  { owner, updated_at: updated, options }: WatchRecord,
  me: Owner,
  now: number,
): boolean {
  if (owner === null) return true;
  if (owner.instance === me.instance) return false;
  if (owner.host === me.host && owner.pid !== me.pid && !isAlive(owner.pid)) return true;
  return (
    now - Date.parse(updated) > Math.max(WATCH_LIMITS.msUntilLost, 3_000 * options.poll_interval_seconds)
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
