import type { Redis } from 'ioredis';
import { throughRedis } from './redis-failure.js';

export interface RedisMemory {
  readonly usedBytes: number;
  /** `maxmemory`; 0 without one, and then only the machine is a limit. */
  readonly maxBytes: number;
}

/** redisMemory reads what Redis uses of its memory; throws `queue_unavailable` while it is away. */
export async function redisMemory(redis: Redis): Promise<RedisMemory> {
  const text = await throughRedis(() => redis.info('memory'));
  return { usedBytes: fieldOf(text, 'used_memory'), maxBytes: fieldOf(text, 'maxmemory') };
}

/** A line is `name:value`, as https://redis.io/docs/latest/commands/info/ says. */
function fieldOf(text: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(text)?.[1] ?? 0);
}
