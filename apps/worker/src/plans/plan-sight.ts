import type { ConfiguredService, Service, ServiceOutline } from '@app/docker';
import type { ChangeRequest, PlanStep } from '@app/jobs';
import type { NodeProject } from '../deployments/node-projects.js';
import type { NodeEngine } from '../nodes/node-engines.js';

/** PlanSight is all that a plan is made from. */
export interface PlanSight {
  readonly engine: NodeEngine;
  readonly project: NodeProject;
  readonly request: ChangeRequest;
  /** Those of the request that have containers. */
  readonly found: readonly Service[];
  /** All services of the node that have containers. */
  readonly outlines: readonly ServiceOutline[];
  readonly signal: AbortSignal | undefined;
}

/** PlanDraft is a plan before it is sealed. */
export interface PlanDraft {
  readonly steps: readonly PlanStep[];
  readonly warnings: readonly string[];
  /** What the compose files say, where they were read. */
  readonly configured?: Configuration;
}

/** Configuration is what the compose files say, by service. */
export type Configuration = ReadonlyMap<string, ConfiguredService>;
