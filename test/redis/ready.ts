import type { Redis } from 'ioredis';

/** ready resolves once the connection answers. */
export async function ready(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve) => {
    redis.once('ready', () => resolve());
  });
}
