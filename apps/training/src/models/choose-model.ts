import type { StoredFile } from '../backend/index.js';
import { baseName, isExportedModel, type ModelFormat } from './model-files.js';

/** Models that are trained in stages are saved as one file for each. */
const STAGES = ['_high_noise', '_low_noise'] as const;
/** Behind the job's name, when the network is named. */
const NAMED_NETWORK = '_LoRA';
const STEP = /^(.+)_(\d{9})$/;

/** SavedModel is what the trainer saved at one time: one file, or one for each stage. */
export interface SavedModel {
  /** Undefined for the last one, which is saved when the training ends. */
  readonly step: number | undefined;
  readonly files: readonly StoredFile[];
}

interface Named {
  readonly file: StoredFile;
  /** The job's own file, before the forms beside it. */
  readonly rank: number;
  readonly base: string;
  readonly step: number | undefined;
}

/**
 * savedModels tells which of a job's files are models of that format, the best first: the job's own before other forms,
 * the final one before those of steps, and a later step before an earlier one.
 */
export function savedModels(
  jobName: string,
  files: readonly StoredFile[],
  format: ModelFormat,
): SavedModel[] {
  const named = files
    .filter(({ path }) => isExportedModel(baseName(path)) && path.toLowerCase().endsWith(`.${format}`))
    .map((file) => nameOf(file, jobName));
  const groups = Map.groupBy(named, ({ rank, base, step }) => `${rank} ${step ?? 'final'} ${base}`);
  return [...groups.values()].map(byPath).sort(better).map(saved);
}

function nameOf(file: StoredFile, jobName: string): Named {
  const name = baseName(file.path);
  const whole = name.slice(0, name.lastIndexOf('.'));
  if (whole === jobName) return { file, rank: 0, base: whole, step: undefined };
  const stem = withoutStage(whole);
  const [, base = stem, digits] = stem === jobName ? [] : (STEP.exec(stem) ?? []);
  return { file, rank: rankOf(base, jobName), base, step: digits === undefined ? undefined : Number(digits) };
}

function withoutStage(stem: string): string {
  const stage = STAGES.find((end) => stem.endsWith(end) && stem.length > end.length);
  return stage === undefined ? stem : stem.slice(0, -stage.length);
}

function rankOf(base: string, jobName: string): number {
  if (base === jobName) return 0;
  return base === `${jobName}${NAMED_NETWORK}` ? 1 : 2;
}

function byPath(group: readonly Named[]): readonly Named[] {
  return group.toSorted((one, other) => (one.file.path < other.file.path ? -1 : 1));
}

function better([one]: readonly Named[], [other]: readonly Named[]): number {
  if (one === undefined || other === undefined) return 0;
  const order = one.rank - other.rank || (other.step ?? Infinity) - (one.step ?? Infinity);
  return Number.isNaN(order) || order === 0 ? (one.base < other.base ? -1 : 1) : order;
}

function saved(group: readonly Named[]): SavedModel {
  return { step: group[0]?.step, files: group.map(({ file }) => file) };
}
