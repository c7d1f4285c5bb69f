import type { Job } from '../api/ops-views.js';
import { duration } from '../time/format.js';

/** So many of the last ones are looked at: what took longer last year says little. */
const MOST = 5;

/** usualTime is how long the last such changes of a service took, in words; undefined when none is known. */
export function usualTime(
  jobs: readonly Job[],
  { node, service, action }: { readonly node: string; readonly service: string; readonly action: string },
): string | undefined {
  const done = jobs.filter((job) => {
    const isAlone = job.services.length === 1 && job.services[0] === service;
    return isAlone && job.node === node && job.action === action && job.state === 'completed';
  });
  const taken = done
    .toSorted((one, other) => Date.parse(other.requested_at) - Date.parse(one.requested_at))
    .flatMap(({ started_at: from, ended_at: to }) => {
      return from === undefined || to === undefined ? [] : [Math.max(0, Date.parse(to) - Date.parse(from))];
    })
    .slice(0, MOST);
  const middle = taken.toSorted((one, other) => one - other)[Math.floor(taken.length / 2)];
  if (middle === undefined) return undefined;
  return `about ${duration(middle)}, as ${taken.length === 1 ? 'the last time' : `the last ${taken.length} times`}`;
}
