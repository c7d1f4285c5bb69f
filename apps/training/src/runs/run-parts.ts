import type { Backend } from '../backend/index.js';
import type { ConfigStore } from '../configs/index.js';
import type { DatasetScanner } from '../datasets/index.js';
import type { Places } from '../places/index.js';

/** What the evidence of a run is collected from. */
export interface EvidenceParts {
  readonly backend: Backend;
  readonly scanner: DatasetScanner;
  readonly configs: Pick<ConfigStore, 'read'>;
}

/** What the tools of this room need. */
export interface RunParts extends EvidenceParts {
  /** Reports are written among the outputs. */
  readonly places: Pick<Places, 'outputs'>;
  readonly now: () => Date;
}
