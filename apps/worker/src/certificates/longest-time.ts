import { COMPOSE_CHANGE_MS } from '@app/docker';
import type { Change, ChangeRequest } from '@app/jobs';

/** What is asked of a node, as far as it says how long it may take. */
export type Timed = Pick<ChangeRequest, 'action' | 'rollout'>;

/** Whether its images are still to be fetched, or only what comes after that is left to do. */
export type Ahead = 'all' | 'after_fetch';

/** A remote engine's pull ends by its silence alone; it is counted with as much time as Compose has for one. */
const FETCH_MS = COMPOSE_CHANGE_MS;

/** Changes that may go on for long; the others are over within a minute or so. */
export const LONG_CHANGES = ['pull', 'up', 'deploy', 'rollback'] as const satisfies readonly Change[];

/**
 * longestTime is how long a change may take, in milliseconds; 0 for one that is short. A deployment fetches, brings up,
 * waits for health, and may have to do the latter two again on its way back.
 */
export function longestTime({ action, rollout }: Timed, ahead: Ahead = 'all'): number {
  if (action === 'pull') return FETCH_MS;
  if (action === 'up') return COMPOSE_CHANGE_MS;
  if (action !== 'deploy' && action !== 'rollback') return 0;
  const fetch = ahead === 'all' ? FETCH_MS : 0;
  return fetch + 2 * (COMPOSE_CHANGE_MS + (rollout?.health_timeout_sec ?? 0) * 1_000);
}
