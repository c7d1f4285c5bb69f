import { DomainError } from '@app/kernel';
import type { Progress } from '@app/tool-server';
import { z } from 'zod';
import type { JobConfig } from '../../backend/index.js';
import { datasetPathOf } from '../../configs/index.js';
import type { DatasetScan, DatasetScanner } from '../../datasets/index.js';

export const datasetResolution = z.object({
  dataset_path: z.string().nullable(),
  dataset_source: z.enum(['argument', 'config', 'none']),
});
export type DatasetResolution = z.output<typeof datasetResolution>;

/** Where the data set of a run is: where the caller says, else where its config says. */
export function datasetOfRun(
  config: JobConfig | undefined,
  requested: string | undefined,
): DatasetResolution {
  if (requested !== undefined) return { dataset_path: requested, dataset_source: 'argument' };
  const path = config === undefined ? undefined : datasetPathOf(config);
  return path === undefined
    ? { dataset_path: null, dataset_source: 'none' }
    : { dataset_path: path, dataset_source: 'config' };
}

/**
 * Looks at the data set. A path outside the data sets is an error when the caller named it; when a config does, which may
 * come from elsewhere, the data set is one that nobody could find.
 */
export async function scanOfRun(
  scanner: DatasetScanner,
  { dataset_path, dataset_source }: DatasetResolution,
  maxFiles: number,
  signal?: AbortSignal,
  progress?: Progress,
): Promise<DatasetScan> {
  try {
    return await scanner.analyze(dataset_path, maxFiles, signal, progress);
  } catch (error) {
    const isOutside = error instanceof DomainError && error.code === 'path_outside_root';
    if (!isOutside || dataset_source !== 'config') throw error;
    return await scanner.analyze(null, maxFiles, signal);
  }
}

interface ScanOrError {
  readonly scan: DatasetScan | undefined;
  /** Code and message. */
  readonly error: string | undefined;
}

/** A data set of a config that cannot be looked at, as the backend says nothing of it, hides nothing else of a run. */
export async function scanOrError(...asked: Parameters<typeof scanOfRun>): Promise<ScanOrError> {
  const [, { dataset_source }, , signal] = asked;
  try {
    return { scan: await scanOfRun(...asked), error: undefined };
  } catch (error) {
    signal?.throwIfAborted();
    const ofBackend = error instanceof DomainError && error.code.startsWith('backend_');
    if (!ofBackend || dataset_source === 'argument') throw error;
    return { scan: undefined, error: `${error.code}: ${error.message}` };
  }
}
