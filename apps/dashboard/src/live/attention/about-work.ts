import type { JobsReading, McpReading } from '../readings.js';
import type { Finding } from './finding.js';

type Server = McpReading['servers'][number];

/** A failure that old has been seen, or nobody will look any more. */
const RECENT_MS = 3_600_000;

/** Ends of which nobody need hear: it was done after all, or somebody wanted no more of it. */
const WELL: readonly (string | undefined)[] = ['ok', 'happened', 'cancelled'];

/** aboutJobs finds jobs that failed or were cut off within the hour before `now`, Unix milliseconds. */
export function aboutJobs({ jobs }: JobsReading, now: number): Finding[] {
  return jobs.flatMap(({ id, node, services, action, state, verdict, failure, ended_at: since }) => {
    const bad = state === 'failed' || state === 'interrupted';
    if (!bad || WELL.includes(verdict) || since === undefined || now - Date.parse(since) > RECENT_MS)
      return [];
    const what = `${action} of ${services.join(', ')} on ${node}`;
    const how = state === 'interrupted' ? 'was cut off' : `failed: ${failure ?? 'no reason is known'}`;
    return [
      {
        id: `job/${id}`,
        level: 'warning' as const,
        weight: state === 'interrupted' ? 25 : 45,
        cause: `${what} ${how}`,
        since,
        next: 'Look at the job, then make a new plan',
        about: { kind: 'job', id, node },
      },
    ];
  });
}

const ILL: Readonly<Record<string, { weight: number; level: Finding['level']; says: string; next: string }>> =
  {
    down: { weight: 35, level: 'warning', says: 'is down', next: 'Read its log' },
    degraded: { weight: 55, level: 'warning', says: 'fails now and then', next: 'Read its log' },
    'auth-needed': { weight: 36, level: 'warning', says: 'wants credentials', next: 'Set its variables' },
  };

/** aboutTools finds servers of tools that are not well, and definitions that wait to be accepted. */
export function aboutTools({ servers, quarantined }: McpReading): Finding[] {
  const ill = servers.flatMap(illServer);
  if (quarantined === 0) return ill;
  const cause =
    quarantined === 1 ? 'A tool changed its definition' : `${quarantined} tools changed their definitions`;
  const about = { kind: 'quarantine', id: 'quarantine' };
  const next = 'Compare and accept them, or leave them shut out';
  return [...ill, { id: 'quarantine', level: 'warning', weight: 32, cause, next, about }];
}

function illServer({ id, state, reason, since }: Server): Finding[] {
  const ill = ILL[state];
  if (ill === undefined) return [];
  const { weight, level, says, next } = ill;
  const cause = `The tool server ${id} ${says}${reason === undefined ? '' : `: ${reason}`}`;
  const about = { kind: 'mcp', id };
  return [{ id: `mcp/${id}`, level, weight, cause, ...(since !== undefined && { since }), next, about }];
}
