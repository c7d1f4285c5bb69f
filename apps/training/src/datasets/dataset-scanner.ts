import type { Progress } from '@app/tool-server';
import type { DatasetAnalysis } from '../contract/index.js';

export interface DatasetScan {
  readonly analysis: DatasetAnalysis;
  /** Those that are not empty, in name order, as far as they fit into what is kept. */
  readonly captions: readonly string[];
}

/** DatasetScanner is what rooms ask that want to know how good a data set is. */
export interface DatasetScanner {
  /**
   * Looks at up to `maxFiles` images in name order. A path is relative to the data sets, or absolute as seen from here or
   * from the backend. What is not there is no error but an analysis with `exists: false` and `error`; null is a path that
   * nobody could tell. Throws `path_outside_root`, and what the backend throws.
   */
  analyze(
    path: string | null,
    maxFiles: number,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<DatasetScan>;
}
