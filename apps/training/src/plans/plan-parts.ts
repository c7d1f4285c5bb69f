import type { DatasetScanner } from '../datasets/index.js';
import type { SystemSnapshot } from '../jobs/index.js';
import type { Places } from '../places/index.js';

/** What the tool of this room needs. */
export interface PlanParts {
  readonly places: Pick<Places, 'configs'>;
  readonly scanner: DatasetScanner;
  /** A DomainError of it does not keep a plan from being made. */
  readonly systemSnapshot: (signal: AbortSignal) => Promise<SystemSnapshot>;
  readonly now: () => Date;
}
