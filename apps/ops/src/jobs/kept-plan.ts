import type { JobView, PlanStep } from '@app/jobs';

/** KeptPlan is what was confirmed: what a dry run answers, but for what the job itself says and for its times. */
export interface KeptPlan {
  readonly hash: string;
  readonly steps: PlanStep[];
  readonly warnings: string[];
}

/** keptPlan is the plan that a job came from; undefined of a record that was written before plans were kept. */
export function keptPlan({ payload, warnings }: Pick<JobView, 'payload' | 'warnings'>): KeptPlan | undefined {
  const { plan_hash: hash, steps } = payload;
  if (hash === undefined || steps === undefined || warnings === undefined) return undefined;
  return { hash, steps, warnings: [...warnings] };
}
