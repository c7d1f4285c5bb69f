import { DomainError } from '@app/kernel';

const RETRY_AFTER_SECONDS = 5;

/**
 * redisFailure names what went wrong with Redis: `queue_full` when its memory is full, else `queue_unavailable`.
 * A command that timed out may have been done all the same; every command of this room can be repeated.
 */
export function redisFailure(cause: unknown): DomainError {
  if (cause instanceof DomainError) return cause;
  if (isOutOfMemory(cause)) return queueFull('Redis has no memory left for another job', cause);
  return new DomainError('queue_unavailable', 'Redis does not answer, so no job can be taken or looked up', {
    upstream: 'redis',
    retryAfter: RETRY_AFTER_SECONDS,
    cause,
  });
}

export function queueFull(message: string, cause?: unknown): DomainError {
  return new DomainError('queue_full', message, {
    upstream: 'redis',
    retryAfter: RETRY_AFTER_SECONDS,
    cause,
  });
}

export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /\bOOM\b/.test(error.message);
}

/** throughRedis runs one step against Redis and names its failure. */
export async function throughRedis<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw redisFailure(error);
  }
}
