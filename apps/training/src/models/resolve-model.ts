import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { DomainError } from '@app/kernel';
import type { Root } from '../places/index.js';
import { isModelFile, MODEL_EXTENSIONS } from './model-files.js';
import { FileWalk } from './walk-files.js';

const RESOLUTION_SOURCES = [
  'direct-path',
  'model-root',
  'repository-id',
  'filename-match',
  'unresolved',
] as const;
type ResolutionSource = (typeof RESOLUTION_SOURCES)[number];

export interface ResolvedModel {
  readonly requested: string;
  /** The path under the root as it was configured, or what was asked for. */
  readonly resolved: string;
  readonly source: ResolutionSource;
  /** Undefined for what is not in the roots, such as a repository. */
  readonly kind: 'file' | 'folder' | undefined;
  /** Where it lies on this machine, links followed. */
  readonly realPath: string | undefined;
}

const REFUSED: ReadonlySet<string> = new Set(['not_found', 'path_outside_root']);

/**
 * resolveModel finds what a config means by its model: a path in one of the roots, one relative to them, else the first
 * file of that name in them. `owner/name` without a model's extension is a repository. A path outside the roots is never
 * looked at: it stays as it is, since it may lie on the backend's machine.
 */
export async function resolveModel(
  requested: string,
  roots: readonly Root[],
  signal?: AbortSignal,
): Promise<ResolvedModel> {
  const wanted = requested.trim();
  const left = (source: ResolutionSource): ResolvedModel => {
    return { requested, resolved: wanted, source, kind: undefined, realPath: undefined };
  };
  if (wanted === '') return left('unresolved');
  const there = await pathIn(requested, wanted, roots);
  if (there !== undefined) return there;
  if (isAbsolute(wanted)) return left('unresolved');
  if (wanted.includes('/') && !isModelFile(wanted)) return left('repository-id');
  return (await firstOfName(requested, wanted, roots, signal)) ?? left('unresolved');
}

async function pathIn(
  requested: string,
  wanted: string,
  roots: readonly Root[],
): Promise<ResolvedModel | undefined> {
  for (const root of roots) {
    const realPath = await existing(root, wanted);
    if (realPath === undefined) continue;
    const inside = isAbsolute(wanted) ? relative(root.folder, wanted) : wanted;
    if (join(inside, '.') === '.') continue;
    const kind = (await stat(realPath)).isDirectory() ? 'folder' : 'file';
    const source = isAbsolute(wanted) ? 'direct-path' : 'model-root';
    return { requested, resolved: join(root.folder, inside), source, kind, realPath };
  }
  return undefined;
}

async function existing(root: Root, path: string): Promise<string | undefined> {
  try {
    return await root.existing(path, 'model_name');
  } catch (error) {
    if (error instanceof DomainError && REFUSED.has(error.code)) return undefined;
    throw error;
  }
}

async function firstOfName(
  requested: string,
  wanted: string,
  roots: readonly Root[],
  signal: AbortSignal | undefined,
): Promise<ResolvedModel | undefined> {
  const names = new Set(isModelFile(wanted) ? [wanted] : MODEL_EXTENSIONS.map((end) => `${wanted}${end}`));
  for (const root of roots) {
    if (!(await root.isMounted())) continue;
    for await (const file of new FileWalk(root.folder).files((name) => names.has(name), signal)) {
      const realPath = await root.existing(file.relative, 'model_name');
      const resolved = join(root.folder, file.relative);
      return { requested, resolved, source: 'filename-match', kind: 'file', realPath };
    }
  }
  return undefined;
}
