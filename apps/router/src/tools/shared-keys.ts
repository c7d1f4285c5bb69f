import { randomBytes } from 'node:crypto';
import type { Logger } from '@app/http';
import { SEAL_KEY_BYTES, SealKeys } from '@app/mcp';

/** What a shared key needs of a connection to Redis that fails at once while Redis is away. */
export interface KeyRedis {
  readonly status: string;
  set(key: string, value: string, mode: 'NX'): Promise<unknown>;
  get(key: string): Promise<string | null>;
  on(event: 'ready', listener: () => void): unknown;
  off(event: 'ready', listener: () => void): unknown;
}

/** How long a start waits for Redis, so that nothing is sealed with another key first. */
const START_MS = 1_000;
const NAME = '{switchyard}:router:state-key';

/**
 * SharedKeys are sealed with by all routers on one Redis: the first one there makes the key. Until Redis answers they are
 * this process's own, and what was sealed meanwhile opens here and nowhere else. Whoever may read that Redis can read and
 * forge what clients carry; a key of the environment's is out of its reach.
 */
export class SharedKeys {
  readonly keys = new SealKeys();
  private readonly first = Promise.withResolvers<void>();
  private readonly take = (): void => void this.adopt();

  private constructor(
    private readonly redis: KeyRedis,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /** open waits for Redis for a moment, and takes the key whenever Redis comes or comes back. */
  static async open(redis: KeyRedis, logger: Pick<Logger, 'warn'>): Promise<SharedKeys> {
    const shared = new SharedKeys(redis, logger);
    redis.on('ready', shared.take);
    if (redis.status === 'ready') shared.take();
    const late = setTimeout(() => shared.first.resolve(), START_MS);
    await shared.first.promise;
    clearTimeout(late);
    return shared;
  }

  close(): void {
    this.redis.off('ready', this.take);
  }

  private async adopt(): Promise<void> {
    try {
      await this.redis.set(NAME, randomBytes(SEAL_KEY_BYTES).toString('base64'), 'NX');
      const key = Buffer.from((await this.redis.get(NAME)) ?? '', 'base64');
      if (key.length === SEAL_KEY_BYTES) this.keys.adopt(key);
      else
        this.logger.warn({ name: NAME }, 'Redis holds no key there, so that this router seals with its own');
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it does not answer';
      this.logger.warn({ reason }, 'the key in Redis is not known: this router seals with its own');
    } finally {
      this.first.resolve();
    }
  }
}
