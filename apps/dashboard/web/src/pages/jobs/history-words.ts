import type { EndedJobs } from '../../api/ops.js';
import { counted, duration } from '../../time/format.js';
import type { HistoryFilter } from './history-filter.js';

/** countText is `At least 50 jobs` while older ones may follow, and `3 of 12 jobs` where a text leaves some out. */
export function countText(shown: number, read: number, hasMore: boolean): string {
  const all = `${hasMore ? 'at least ' : ''}${counted(read, 'job')}`;
  const text = shown === read ? all : `${shown} of ${all}`;
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** keptText says how long a job is kept. */
export function keptText({ seconds, jobs }: EndedJobs['kept']): string {
  const most = jobs.toLocaleString('en-GB');
  return `A job is kept for ${duration(1_000 * seconds)} after its end; of a node at most the newest ${most} that were done, and as many that were not.`;
}

/** olderInAudit is the search of the audit for what was announced before the oldest job that is shown. */
export function olderInAudit(oldest: string | undefined, { node, service }: HistoryFilter) {
  const resource = node === undefined ? undefined : `${node}/${service ?? '*'}`;
  const time = oldest === undefined ? {} : { range: 'custom', until: oldest };
  return { result: 'intent', ...time, ...(resource !== undefined && { resource }) };
}
