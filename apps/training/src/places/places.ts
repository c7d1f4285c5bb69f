import type { Root } from './root.js';

/** Places are all the folders that the tools may use. */
export interface Places {
  readonly datasets: Root;
  readonly outputs: Root;
  readonly configs: Root;
  /** Where models to train on are looked for, in this order. */
  readonly models: readonly Root[];
  /** This server's own state: watches, alert routing. */
  readonly state: Root;
}
