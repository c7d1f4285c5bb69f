import type { Dependency } from '@app/http';
import type { ToolSet } from '@app/tool-server';

/** Training is the tools on a backend, and what has to be ended with them. */
export interface Training {
  readonly set: ToolSet;
  /** What they cannot do without. */
  readonly dependencies: readonly Dependency[];
  /** close ends what goes on behind the calls; what was begun is kept and goes on at the next start. */
  close(): Promise<void>;
}
