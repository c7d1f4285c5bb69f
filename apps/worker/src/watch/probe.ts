import type { EngineDoor, MutualTls } from '@app/docker';

/** What must fail on every node behind a proxy. */
export const PROBES = ['no_certificate', 'strange_certificate', 'forbidden_route'] as const;
export type ProbeName = (typeof PROBES)[number];

/**
 * Finding is what a probe saw: the refusal that it wants, a door that stands open, or nothing that tells, as of a node
 * that is down.
 */
export type Finding = 'refused' | 'exposed' | 'unknown';

/** ProbedDoor is the door of a node behind a proxy. */
export interface ProbedDoor extends EngineDoor {
  readonly mutualTls: MutualTls;
}

/** A probe tries one thing until the signal aborts, and never throws. */
export type Probe = (door: ProbedDoor, signal: AbortSignal) => Promise<Finding>;
