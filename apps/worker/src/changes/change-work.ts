import type { JobContext, JobPayload, Plan } from '@app/jobs';
import type { JsonValue } from '@app/kernel';
import type { NodeProject } from '../deployments/node-projects.js';
import type { VramRule } from '../gpu/vram-rule.js';
import type { NodeEngine } from '../nodes/node-engines.js';
import type { Planner } from '../plans/planner.js';

/** ChangeWork is a change whose plan has just been found to hold. */
export interface ChangeWork {
  readonly payload: JobPayload;
  readonly plan: Plan;
  readonly engine: NodeEngine;
  readonly project: NodeProject;
  readonly planner: Planner;
  readonly vram: Pick<VramRule, 'before' | 'released'>;
  readonly context: JobContext;
  /** How long a container without a health check must run undisturbed. */
  readonly steadyMs: number;
}

/** A ChangeHandler carries a change out and returns what is worth telling about it. */
export type ChangeHandler = (work: ChangeWork) => Promise<JsonValue>;
