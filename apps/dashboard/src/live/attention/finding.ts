import type { Attention } from '../live-state.js';

/** Finding is an Attention before it is known since when it lasts; `since` is there when an upstream told it. */
export interface Finding extends Omit<Attention, 'since'> {
  readonly since?: string;
  /** The heavier the consequence, the smaller; what weighs the same is in the order of its beginning. */
  readonly weight: number;
}
