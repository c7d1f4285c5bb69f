/** What ops answers, as far as its pages read it. */
export interface ServiceContainer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly health?: string;
  readonly image: string;
  readonly image_id: string;
  readonly digest?: string;
  readonly config_hash?: string;
  readonly drift: Drift;
  readonly ports: readonly Port[];
  readonly restart_count: number;
  readonly exit_code: number;
  readonly started_at?: string;
}

export type Drift = 'none' | 'drifted' | 'unknown';

export interface Port {
  readonly container: number;
  readonly host?: number;
  readonly address?: string;
  readonly protocol: string;
}

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly node: string;
  /** The containers' common state, `mixed`, or `absent`. */
  readonly state: string;
  readonly health?: string;
  readonly protected: boolean;
  readonly drift: Drift;
  readonly depends_on: readonly string[];
  readonly containers: readonly ServiceContainer[];
}

/** A node that could not be read, and why. */
export interface NodeProblem {
  readonly node: string;
  readonly code: string;
  readonly reason: string;
}

export interface ServiceList {
  readonly services: readonly Service[];
  readonly problems: readonly NodeProblem[];
}

interface Figures {
  readonly cpu_percent?: number;
  readonly memory_bytes?: number;
  readonly memory_limit_bytes?: number;
  readonly received_bytes?: number;
  readonly sent_bytes?: number;
}

export interface Gpu {
  readonly index: number;
  readonly uuid?: string;
  readonly name?: string;
  readonly utilization_percent?: number;
  readonly memory_used_bytes?: number;
  readonly memory_total_bytes?: number;
  readonly temperature_celsius?: number;
  readonly power_watts?: number;
}

export interface ServiceStats {
  readonly containers: readonly (Figures & {
    readonly id: string;
    readonly name: string;
    readonly state: string;
  })[];
  readonly total: Figures;
  readonly gpus?: readonly Gpu[];
  readonly gpu_problem?: { readonly code: string; readonly reason: string };
}

export interface Certificate {
  readonly not_after: string;
  readonly days_left: number;
  readonly warning: boolean;
}

export interface PlatformNode {
  readonly id: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly problem?: NodeProblem;
  readonly version?: string;
  readonly cpus?: number;
  readonly memory_bytes?: number;
  readonly system_time?: string;
  readonly skew_ms?: number;
  readonly skew_within_ms?: number;
  /** By kind: `server`, `client`, `ca`. */
  readonly certificates?: Readonly<Record<string, Certificate>>;
  /** What must fail, and how it ended: `refused` is what is wanted. */
  readonly probes?: Readonly<Record<string, 'refused' | 'exposed' | 'unknown'>>;
}

export const JOB_STATES = ['waiting', 'active', 'completed', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

export interface Job {
  readonly id: string;
  readonly node: string;
  readonly services: readonly string[];
  readonly action: string;
  readonly actor: string;
  readonly correlation_id: string;
  readonly requested_at: string;
  readonly state: JobState | 'interrupted';
  /** `code: message` */
  readonly failure?: string;
  readonly started_at?: string;
  readonly ended_at?: string;
}

export type { OpsPlanAnswer as Plan, OpsPlanStepAnswer as PlanStep } from './generated/index.js';

/** A change that was cut off, which somebody has to finish or abandon. */
export interface Decision {
  readonly id: string;
  readonly job: string;
  readonly node: string;
  readonly services: readonly string[];
  readonly action: string;
  readonly actor: string;
  readonly requested_at: string;
  readonly correlation_id: string;
  readonly verdict?: string;
  readonly found_at: string;
  readonly evidence?: unknown;
}
