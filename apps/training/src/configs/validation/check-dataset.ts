import { DomainError } from '@app/kernel';
import type { DatasetAnalysis } from '../../contract/index.js';
import type { DatasetScanner } from '../../datasets/index.js';
import { textOrUndefined, type ConfigFields } from '../config-fields.js';
import type { FindingList } from './finding-list.js';
import { LIMITS } from './findings.js';

export interface DatasetCheck {
  readonly scanner: DatasetScanner;
  readonly maxFiles: number;
}

/** What is known of a data set; `exists` is null when nobody looked. */
export interface DatasetState {
  readonly exists: boolean | null;
  readonly analysis: DatasetAnalysis | null;
}

export const NOT_LOOKED_AT: DatasetState = { exists: null, analysis: null };

const fieldOf = (index: number) => `config.process[0].datasets[${index}].folder_path`;

/**
 * Says which data sets have no path and, when `check` is given, what is wrong with those that have one. Returns what is
 * known of the first.
 */
export async function checkDatasets(
  { datasetPaths }: ConfigFields,
  check: DatasetCheck | undefined,
  found: FindingList,
  signal: AbortSignal,
): Promise<DatasetState> {
  if (datasetPaths.length === 0) found.add('MISSING_DATASET_PATH', fieldOf(0));
  let first = NOT_LOOKED_AT;
  for (const [index, given] of datasetPaths.entries()) {
    const path = textOrUndefined(given);
    if (path === undefined) found.add('MISSING_DATASET_PATH', fieldOf(index), given);
    else if (check !== undefined) {
      const analysis = await scan(path, check, signal);
      if (analysis === 'unknown') found.add('DATASET_NOT_CHECKED', fieldOf(index), path);
      else judge(analysis, fieldOf(index), path, found);
      if (index === 0) first = stateOf(analysis);
    }
  }
  return first;
}

function stateOf(analysis: DatasetAnalysis | 'unknown' | undefined): DatasetState {
  if (analysis === 'unknown') return NOT_LOOKED_AT;
  return { exists: analysis?.exists ?? false, analysis: analysis ?? null };
}

/**
 * A path that leads out of the data sets is one that is not there, to whoever asks; one that only a backend knows that is
 * away is unknown.
 */
async function scan(
  path: string,
  check: DatasetCheck,
  signal: AbortSignal,
): Promise<DatasetAnalysis | 'unknown' | undefined> {
  try {
    return (await check.scanner.analyze(path, check.maxFiles, signal)).analysis;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === 'path_outside_root') return undefined;
    if (error.code.startsWith('backend_')) return 'unknown';
    throw error;
  }
}

function judge(analysis: DatasetAnalysis | undefined, field: string, path: string, found: FindingList): void {
  if (analysis?.error === 'dataset_path_not_directory') found.add('DATASET_PATH_NOT_DIRECTORY', field, path);
  else if (!analysis?.exists) found.add('DATASET_PATH_NOT_FOUND', field, path);
  else if (analysis.total_images === 0) found.add('DATASET_EMPTY', field, path);
  else judgeImages(analysis, field, found);
}

function judgeImages(analysis: DatasetAnalysis, field: string, found: FindingList): void {
  const { corrupt_image_count, caption_coverage_pct, duplicate_image_estimate } = analysis;
  if (corrupt_image_count > 0) found.add('DATASET_CORRUPT_IMAGES', field, corrupt_image_count);
  if (caption_coverage_pct < LIMITS.captionCoveragePct.min)
    found.add('DATASET_LOW_CAPTION_COVERAGE', field, caption_coverage_pct);
  if (duplicate_image_estimate > 0) found.add('DATASET_DUPLICATES_DETECTED', field, duplicate_image_estimate);
}
