import type { DatasetAnalysis } from '../contract/index.js';
import type { GoalProfile } from './plan-rules.js';

/** What is known; undefined what is not. */
export interface PlanFacts {
  readonly goal: string | undefined;
  readonly model: string | undefined;
  readonly dataset: DatasetAnalysis | undefined;
  readonly vramGb: number | undefined;
  readonly budgetMinutes: number | undefined;
}

export interface PlanBasis {
  readonly facts: PlanFacts;
  readonly goalProfile: GoalProfile;
  readonly isFlux: boolean;
  readonly images: number;
  readonly vramGb: number;
  readonly stepsPerMinute: number;
  /** Steps that fit into the budget; undefined without one. */
  readonly mostSteps: number | undefined;
}
