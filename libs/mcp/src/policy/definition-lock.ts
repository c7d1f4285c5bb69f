import type { JsonObject } from '@app/kernel';

/** What the lock makes of a tool's definition: unknown ones are approved at first sight, changed ones wait. */
export type LockState = 'approved' | 'quarantined';

/** DefinitionLock compares tools with what was approved: a server that changes what a tool says is not trusted blindly. */
export interface DefinitionLock {
  /**
   * review returns the state of each tool, by its native name, and remembers new ones. A changed name, description or
   * schema quarantines that tool until an operator accepts it.
   */
  review(server: string, tools: readonly JsonObject[]): Promise<ReadonlyMap<string, LockState>>;
  /** The last known state, without a list at hand; undefined for a tool never seen. */
  stateOf(server: string, tool: string): LockState | undefined;
}
