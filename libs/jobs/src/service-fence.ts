import { DomainError, type Clock } from '@app/kernel';
import type { ServiceLease, ServiceLocks } from './service-locks.js';

/** The part of a term after which an unanswered lock counts as lost; the rest is for clocks that run differently. */
const TRUSTED_PART = 0.8;

/**
 * ServiceFence is what a running job holds its services by. While Redis is away it vouches for the services until
 * their term ends, for nobody else can have taken them before; after that it refuses.
 */
export class ServiceFence {
  private trustedUntil: number;
  private lost = false;

  /** `askedAt` is the monotonic time before the lease was asked for. */
  constructor(
    private readonly locks: ServiceLocks,
    private readonly lease: ServiceLease,
    private readonly clock: Clock,
    askedAt: number,
  ) {
    this.trustedUntil = askedAt + lease.ttlMs * TRUSTED_PART;
  }

  /** The fencing token: greater than that of every action before. */
  get token(): number {
    return this.lease.token;
  }

  /** check belongs right before each call that changes something. It throws `lock_lost`; the caller must stop then. */
  async check(): Promise<void> {
    if (await this.holds()) return;
    throw new DomainError('lock_lost', 'the hold on the services was lost, so nothing more may be changed');
  }

  /** holds renews the lease if Redis answers, and tells whether the services are still held. */
  async holds(): Promise<boolean> {
    const askedAt = this.clock.monotonic();
    const renewed = await this.renewed();
    if (renewed === true) this.trustedUntil = askedAt + this.lease.ttlMs * TRUSTED_PART;
    if (renewed === false) this.lost = true;
    return !this.lost && (this.lease.refs.length === 0 || this.clock.monotonic() < this.trustedUntil);
  }

  /** A missing answer is none: the term decides. */
  private async renewed(): Promise<boolean | undefined> {
    try {
      return await this.locks.renew(this.lease);
    } catch (error) {
      if (error instanceof DomainError) return undefined;
      throw error;
    }
  }
}
