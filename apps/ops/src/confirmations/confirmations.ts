import type { Client } from '@app/auth';
import type { Logger } from '@app/http';
import type { ChangeRequest, ConfirmedPlan, Plan, PlanRecords } from '@app/jobs';
import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { Claim } from './claim.js';

/** A plan as a dry run answers it: until `expires_at` (RFC 3339) it can be confirmed, by the same client and once. */
export interface ShownPlan extends Plan {
  readonly made_at: string;
  readonly expires_at: string;
}

/** What a confirmation binds: who, which plan, and what it is about. */
export interface Confirmation {
  readonly client: Client | undefined;
  /** Absent when the caller confirms whatever is there. */
  readonly plan: string | undefined;
  readonly request: ChangeRequest;
}

const UNKEPT = 'Redis does not take this plan, so it cannot be confirmed; make a new one when it does';

/** Confirmations remembers the plans that dry runs showed, and lets each be confirmed once. */
export class Confirmations {
  constructor(
    private readonly records: PlanRecords,
    private readonly ttlMs: number,
    private readonly logger: Logger,
    private readonly clock: Clock = systemClock,
  ) {}

  /** shown notes that a client was shown a plan. While Redis is away the plan is shown all the same, and says so. */
  async shown(client: Client | undefined, plan: Plan): Promise<ShownPlan> {
    const now = this.clock.now();
    const expires = now + this.ttlMs;
    try {
      await this.records.remember({ ...confirmedPlan(plan.hash, plan, client), expires });
      return dated(plan, now, expires);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.logger.warn({ code: error.code }, 'a plan could not be remembered');
      return dated({ ...plan, warnings: [...plan.warnings, UNKEPT] }, now, now);
    }
  }

  /** check throws `plan_expired`, `plan_of_another` or `plan_used`; it takes nothing. */
  async check({ client, plan, request }: Confirmation): Promise<void> {
    if (plan !== undefined) await this.records.check(confirmedPlan(plan, request, client));
  }

  /** claim uses the plan; of two at once one throws `plan_used`. */
  async claim({ client, plan, request }: Confirmation): Promise<Claim> {
    if (plan === undefined) return { freed: () => undefined };
    const confirmed = confirmedPlan(plan, request, client);
    await this.records.claim(confirmed);
    return { freed: () => this.free(confirmed) };
  }

  /** A plan that stays used for nothing costs a dry run, and no more. */
  private async free(plan: ConfirmedPlan): Promise<void> {
    try {
      await this.records.free(plan);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.logger.warn({ code: error.code }, 'a plan could not be made confirmable again');
    }
  }
}

function confirmedPlan(
  hash: string,
  { action, node, services }: ChangeRequest,
  client: Client | undefined,
): ConfirmedPlan {
  return { hash, actor: client?.id ?? 'unknown', action, node, services };
}

function dated(plan: Plan, made: number, expires: number): ShownPlan {
  return { ...plan, made_at: new Date(made).toISOString(), expires_at: new Date(expires).toISOString() };
}
