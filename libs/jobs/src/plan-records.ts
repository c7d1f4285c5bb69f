import { createHash } from 'node:crypto';
import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { Redis } from 'ioredis';
import { keys } from './job-names.js';
import type { ChangeRequest } from './plan.js';
import { CLAIM_PLAN, FREE_PLAN, REMEMBER_PLAN } from './plan-scripts.js';
import { throughRedis } from './redis-failure.js';

/** More plans than one person reads; beyond them the oldest of the same actor is forgotten. */
export const PLANS_KEPT = 32;

/** PlanRecord says to whom a plan was shown, for what, and until when it may be confirmed. */
export interface PlanRecord extends Pick<ChangeRequest, 'action' | 'node' | 'services'> {
  readonly hash: string;
  readonly actor: string;
  /** Unix milliseconds by the clock of this process. */
  readonly expires: number;
}

/** What a confirmation says that it confirms. */
export type ConfirmedPlan = Omit<PlanRecord, 'expires'>;

/**
 * PlanRecords remembers the plans that were shown, so that each is confirmed by whom it was shown to, in time and once.
 * A record that Redis has lost counts as expired. Every method throws `queue_unavailable` or `queue_full`.
 */
export class PlanRecords {
  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock = systemClock,
  ) {}

  /** remember makes a plan confirmable, again if the same was confirmed before: it has been shown anew. */
  async remember(record: PlanRecord): Promise<void> {
    const now = this.clock.now();
    const ttl = Math.max(1, record.expires - now);
    await this.run(REMEMBER_PLAN, record, JSON.stringify(record), now, ttl, PLANS_KEPT, record.actor);
  }

  /** check throws `plan_expired`, `plan_of_another` or `plan_used`, and takes nothing. */
  async check(plan: ConfirmedPlan): Promise<void> {
    const [ours, theirs] = keysOf(plan);
    const stored = await throughRedis(() => this.redis.hget(ours, plan.hash));
    const maker = stored === null ? await throughRedis(() => this.redis.get(theirs)) : null;
    if (stored === null) throw refusals[maker === null || maker === plan.actor ? 'expired' : 'another']();
    const record = JSON.parse(stored.slice(MARK)) as PlanRecord;
    if (targetOf(record) !== targetOf(plan)) throw refusals.elsewhere();
    if (record.expires <= this.clock.now()) throw refusals.expired();
    if (!stored.startsWith('open')) throw refusals.used();
  }

  /** claim uses a plan that was checked, for good: of two claims at once one throws `plan_used`. */
  async claim(plan: ConfirmedPlan): Promise<void> {
    const state = String(await this.run(CLAIM_PLAN, plan, this.clock.now()));
    if (state === 'used' || state === 'expired') throw refusals[state]();
  }

  /** free makes a claimed plan confirmable again, when what it was claimed for has changed nothing. */
  async free(plan: ConfirmedPlan): Promise<void> {
    await this.run(FREE_PLAN, plan);
  }

  private run(script: string, plan: ConfirmedPlan, ...values: (string | number)[]): Promise<unknown> {
    return throughRedis(() => this.redis.eval(script, 2, ...keysOf(plan), plan.hash, ...values));
  }
}

/** What stands before the record: `open ` or `used `. */
const MARK = 5;

/** An actor's name is hashed, so that no name of a client is part of a key. */
function keysOf({ actor, hash }: ConfirmedPlan): [ours: string, maker: string] {
  return [keys.plans(createHash('sha256').update(actor).digest('hex')), keys.planMaker(hash)];
}

function targetOf({ action, node, services }: ConfirmedPlan): string {
  return JSON.stringify([action, node, services]);
}

const refusals = {
  expired: () => refusal('plan_expired', 'that plan is not known any more, or never was; make a new one'),
  another: () => refusal('plan_of_another', 'that plan was made by another client; make one of your own'),
  elsewhere: () => refusal('plan_of_another', 'that plan was made for another change; make one for this'),
  used: () => refusal('plan_used', 'that plan was confirmed already; make a new one'),
};

function refusal(code: string, message: string): DomainError {
  return new DomainError(code, message, { param: 'plan' });
}
