import { Redis, type RedisOptions } from 'ioredis';
import { throughRedis } from './redis-failure.js';

export type { Redis } from 'ioredis';

/**
 * How a connection behaves while Redis is away: `prompt` fails each command at once, for whoever has a caller
 * waiting; `brief` waits two seconds for Redis, for a job that runs; `patient` holds commands until Redis is back, for
 * the worker's loop, which has nothing else to do.
 */
export type RedisTemper = 'prompt' | 'brief' | 'patient';

const COMMAND_MS = 2_000;
const SLOWEST_RETRY_MS = 2_000;
/** ioredis holds the process for so long when it closes a connection that is gone already. */
const GOODBYE_MS = 100;

const tempers: Record<RedisTemper, RedisOptions> = {
  prompt: { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: COMMAND_MS },
  brief: { maxRetriesPerRequest: null, commandTimeout: COMMAND_MS },
  patient: { maxRetriesPerRequest: null },
};

/**
 * openRedis connects to `redis://…`, `rediss://…` or `unix:///path`, and goes on trying by itself. Failures of the
 * connection go to `onError`; the address, which may hold a password, is in none of our messages.
 */
export function openRedis(url: string, temper: RedisTemper, onError: (error: Error) => void): Redis {
  const redis = new Redis(url.replace(/^unix:\/\//, ''), {
    ...tempers[temper],
    connectTimeout: COMMAND_MS,
    disconnectTimeout: GOODBYE_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, SLOWEST_RETRY_MS),
  });
  redis.on('error', onError);
  return redis;
}

/** closeRedis ends a connection whether or not Redis is there to say goodbye to. */
export function closeRedis(redis: Redis): void {
  redis.disconnect();
}

/** pingRedis throws `queue_unavailable` unless Redis answers; the connection must be a prompt one. */
export async function pingRedis(redis: Redis): Promise<void> {
  await throughRedis(() => redis.ping());
}
