import { DomainError } from '@app/kernel';
import type { Job, StoredFile } from '../backend/index.js';
import type { ExportedModel } from './exported-model.js';
import { exportedPath } from './exported-path.js';
import { baseName, isExportedModel, megabytes } from './model-files.js';
import type { ModelBackend } from './model-parts.js';
import { FileWalk, type FoundFile } from './walk-files.js';

const MOST_LISTED = 1_000;
/** Each job is one more call to the backend. */
const MOST_JOBS = 50;
const AT_ONCE = 4;

export interface ExportedModels {
  readonly models: ExportedModel[];
  readonly truncated: boolean;
  readonly unreadable: number;
}

/** exportedInFolder finds the trained models under the outputs, the newest first. */
export async function exportedInFolder(outputs: string, signal: AbortSignal): Promise<ExportedModels> {
  const walk = new FileWalk(outputs);
  const found: FoundFile[] = [];
  for await (const file of walk.files(isExportedModel, signal)) found.push(file);
  found.sort((one, other) => other.modified.getTime() - one.modified.getTime());
  const models = found.slice(0, MOST_LISTED).map(({ name, relative, size, modified }) => {
    const about = { name, path: relative, size_mb: megabytes(size), size_bytes: size };
    return { ...about, modified: modified.toISOString() };
  });
  const { truncated, unreadable } = walk.gaps;
  return { models, truncated: truncated || found.length > models.length, unreadable };
}

/** exportedOnBackend asks the backend for the models of its newest jobs. */
export async function exportedOnBackend(backend: ModelBackend, signal: AbortSignal): Promise<ExportedModels> {
  const [jobs, { training }] = await Promise.all([backend.jobs(signal), backend.folders(signal)]);
  const asked = jobs.slice(0, MOST_JOBS);
  const models: ExportedModel[] = [];
  for (let start = 0; start < asked.length; start += AT_ONCE) {
    const batch = asked.slice(start, start + AT_ONCE);
    const found = await Promise.all(batch.map((job) => modelsOf(job, backend, training, signal)));
    models.push(...found.flat());
  }
  const truncated = asked.length < jobs.length || models.length > MOST_LISTED;
  return { models: models.slice(0, MOST_LISTED), truncated, unreadable: 0 };
}

async function modelsOf(
  { id, name }: Job,
  backend: ModelBackend,
  training: string,
  signal: AbortSignal,
): Promise<ExportedModel[]> {
  return (await filesOf(id, backend, signal))
    .filter(({ path }) => isExportedModel(baseName(path)))
    .map(({ path, size }) => ({
      name: baseName(path),
      path: exportedPath(path, training, name),
      size_mb: megabytes(size),
      size_bytes: size,
      modified: null,
    }));
}

/** A job may be deleted after it was listed. */
async function filesOf(
  id: string,
  backend: ModelBackend,
  signal: AbortSignal,
): Promise<readonly StoredFile[]> {
  try {
    return await backend.files(id, signal);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'job_not_found') return [];
    throw error;
  }
}
