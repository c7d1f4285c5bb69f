import type { Redis } from 'ioredis';
import { keys } from './job-names.js';
import { ACQUIRE, RELEASE, RENEW } from './lock-scripts.js';
import { throughRedis } from './redis-failure.js';

/** One service of one compose project on one node: what two actions must not touch at once. */
export interface LockRef {
  readonly node: string;
  readonly project: string;
  readonly service: string;
}

export interface ServiceLease {
  readonly refs: readonly LockRef[];
  readonly owner: string;
  /** Greater than every token given before, for whatever service. */
  readonly token: number;
  readonly ttlMs: number;
}

/** What an acquisition came to: the lease, or the first service in the way and who holds it. */
export type Acquired =
  | { readonly lease: ServiceLease; readonly busy?: never }
  | { readonly lease?: never; readonly busy: { readonly ref: LockRef; readonly owner: string } };

export interface LockHolder {
  readonly owner: string;
  readonly token: number;
  readonly expiresInMs: number;
}

/**
 * ServiceLocks keeps different actions off the same service. A lock is a hash that expires; its owner is a job id.
 * Every method throws `queue_unavailable` when Redis does not answer, `queue_full` when it has no memory.
 */
export class ServiceLocks {
  constructor(private readonly redis: Redis) {}

  /**
   * acquire takes all the services or none. An owner that holds them all gets its token again and a new term, so a
   * job takes over what was locked in its name; one that holds only some gets a new token for all.
   */
  async acquire(given: readonly LockRef[], owner: string, ttlMs: number): Promise<Acquired> {
    const refs = canonical(given);
    if (refs.length === 0) return { lease: { refs, owner, token: 0, ttlMs } };
    const names = [keys.fenceCounter, ...refs.map(lockKey)];
    const answer = await throughRedis(() => this.redis.eval(ACQUIRE, names.length, ...names, owner, ttlMs));
    const [taken, second, holder] = answer as [number, string | number, string];
    if (taken === 1) return { lease: { refs, owner, token: Number(second), ttlMs } };
    const ref = refs[Number(second)];
    if (ref === undefined) throw new Error(`no lock has the index ${second}`);
    return { busy: { ref, owner: holder } };
  }

  /** renew gives the lease a new term; false when any of it was lost, and then nothing is changed. */
  async renew(lease: ServiceLease): Promise<boolean> {
    if (lease.refs.length === 0) return true;
    const names = lease.refs.map(lockKey);
    const { owner, token, ttlMs } = lease;
    return (
      (await throughRedis(() => this.redis.eval(RENEW, names.length, ...names, owner, token, ttlMs))) === 1
    );
  }

  /** release frees those of the services that the owner holds and returns their number. */
  async release(refs: readonly LockRef[], owner: string): Promise<number> {
    if (refs.length === 0) return 0;
    const names = canonical(refs).map(lockKey);
    return Number(await throughRedis(() => this.redis.eval(RELEASE, names.length, ...names, owner)));
  }

  async holder(ref: LockRef): Promise<LockHolder | undefined> {
    const key = lockKey(ref);
    const [held, expiresInMs] = await throughRedis(() =>
      Promise.all([this.redis.hgetall(key), this.redis.pttl(key)]),
    );
    const { owner, token } = held;
    if (owner === undefined || token === undefined || expiresInMs < 0) return undefined;
    return { owner, token: Number(token), expiresInMs };
  }
}

/** The parts are encoded, so two references never share a key. */
function lockKey(ref: LockRef): string {
  return keys.lock([ref.node, ref.project, ref.service].map((part) => encodeURIComponent(part)).join('/'));
}

function canonical(refs: readonly LockRef[]): LockRef[] {
  const byKey = new Map(refs.map((ref) => [lockKey(ref), ref]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ref]) => ref);
}
