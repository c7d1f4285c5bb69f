import type { Backend } from '../backend/index.js';
import type { DatasetScanner } from '../datasets/index.js';
import type { Places } from '../places/index.js';

/** What the tools of this room need. */
export interface ConfigParts {
  /** Asked for the folders that it trains in and from. */
  readonly backend: Pick<Backend, 'folders'>;
  readonly places: Pick<Places, 'configs' | 'datasets' | 'outputs' | 'models'>;
  readonly scanner: DatasetScanner;
  readonly now: () => Date;
}
