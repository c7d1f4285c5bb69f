import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';

const MOST_FILES = 20_000;
const NEVER = new Set(['.git', '.repo-mcp', 'node_modules']);

interface Rules {
  /** The folder of the .gitignore, with a slash at its end; empty for the repository itself. */
  readonly base: string;
  readonly rules: Ignore;
}

/**
 * projectFiles lists the files of a repository as paths from it, sorted, without what its .gitignore files leave out and
 * without links; at most 20,000 of them.
 */
export async function projectFiles(project: string, signal?: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  await collect({ project, files, signal }, '', []);
  return files;
}

interface Search {
  readonly project: string;
  readonly files: string[];
  readonly signal: AbortSignal | undefined;
}

async function collect(search: Search, base: string, above: readonly Rules[]): Promise<void> {
  search.signal?.throwIfAborted();
  const rules = await rulesWithin(search.project, base, above);
  const entries = await readdir(join(search.project, base), { withFileTypes: true });
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = base + entry.name;
    const isFolder = entry.isDirectory();
    if (NEVER.has(entry.name) || isIgnored(isFolder ? `${path}/` : path, rules)) continue;
    if (isFolder) await collect(search, `${path}/`, rules);
    else if (entry.isFile() && search.files.length < MOST_FILES) search.files.push(path);
  }
}

async function rulesWithin(
  project: string,
  base: string,
  above: readonly Rules[],
): Promise<readonly Rules[]> {
  try {
    const text = await readFile(join(project, base, '.gitignore'), 'utf8');
    return [{ base, rules: ignore().add(text) }, ...above];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return above;
    throw error;
  }
}

/** The deepest file that has a rule decides. */
function isIgnored(path: string, rules: readonly Rules[]): boolean {
  for (const { base, rules: own } of rules) {
    const { ignored, unignored } = own.test(path.slice(base.length));
    if (ignored || unignored) return ignored;
  }
  return false;
}
