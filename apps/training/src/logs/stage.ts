/**
 * What a job is at. Only `training` must make steps; `preparing` loads models and fills caches, `saving` also stands for
 * winding down.
 */
export type Stage = 'waiting' | 'preparing' | 'training' | 'sampling' | 'saving' | 'ended';

const STAGE_OF_STATUS: Readonly<Record<string, Stage>> = {
  queued: 'waiting',
  stopped: 'ended',
  completed: 'ended',
  error: 'ended',
  failed: 'ended',
  stopping: 'saving',
};

/** What the trainer writes as it goes, looked at from the top. */
const STAGE_OF_INFO: readonly (readonly [RegExp, Stage])[] = [
  [/^job queued/i, 'waiting'],
  [/^(?:training completed|job stopped|stopping)/i, 'saving'],
  [/^training\b/i, 'training'],
  [/^(?:generating|sampling)\b/i, 'sampling'],
  [/^saving\b/i, 'saving'],
];

/** stage of a job, from the `info` and the `status` that the backend gives; a text it does not know means preparing. */
export function stage(info: string, status: string): Stage {
  const byStatus = STAGE_OF_STATUS[status];
  if (byStatus !== undefined) return byStatus;
  return STAGE_OF_INFO.find(([pattern]) => pattern.test(info.trim()))?.[1] ?? 'preparing';
}
