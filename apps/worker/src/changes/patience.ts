import type { Change, JobPayload } from '@app/jobs';

/** A stop takes ten seconds at most, and a start a few. */
const ENGINE_ENDS_WITHIN_MS = 15_000;
/** Compose ends at the next word that nobody reads any more; between two words a container is stopped and another started. */
const COMPOSE_ENDS_WITHIN_MS = 30_000;

const ENDS_WITHIN_MS: Readonly<Record<Change, number>> = {
  start: ENGINE_ENDS_WITHIN_MS,
  stop: ENGINE_ENDS_WITHIN_MS,
  restart: ENGINE_ENDS_WITHIN_MS,
  up: COMPOSE_ENDS_WITHIN_MS,
  pull: COMPOSE_ENDS_WITHIN_MS,
  deploy: COMPOSE_ENDS_WITHIN_MS,
  rollback: COMPOSE_ENDS_WITHIN_MS,
};

/**
 * mayStillHappen tells whether what a job has asked for may be under way: whoever was asked goes on for a while when the
 * worker has died. `lastSign` is the latest moment at which it may have been alive, in milliseconds since the Unix epoch;
 * `isOpen` says that all is on its way to be well, for which a deployment has its own time.
 */
export function mayStillHappen(
  { action, rollout }: Pick<JobPayload, 'action' | 'rollout'>,
  lastSign: number,
  isOpen: boolean,
): boolean {
  const gate = isOpen ? (rollout?.health_timeout_sec ?? 0) * 1_000 : 0;
  return Date.now() - lastSign < Math.max(ENDS_WITHIN_MS[action], gate);
}
