import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import type { CodeIndex } from './code-index.ts';

const packageJson = z.looseObject({ name: z.string().optional(), description: z.string().optional() });
const MOST_ENDINGS = 20;

export interface ProjectInfo {
  name: string;
  description: string;
  /** How many files have each ending, the most common first. */
  endings: { ending: string; files: number }[];
  folders: string[];
}

/** projectInfo says what a repository is, from its package.json, else from the first words of its README. */
export async function projectInfo(project: string, { files }: CodeIndex): Promise<ProjectInfo> {
  const { name, description } =
    packageJson.safeParse(parsed(await textOf(project, 'package.json'))).data ?? {};
  const readme = (await textOf(project, 'README.md')).split('\n').map((line) => line.trim());
  const title = readme.find((line) => line.startsWith('# '))?.slice(2);
  const first = readme.find((line) => /^\p{L}/u.test(line));
  const paths = [...files.keys()];
  const folders = new Set(
    paths.filter((path) => path.includes('/')).map((path) => path.split('/', 1)[0] ?? ''),
  );
  return {
    name: name ?? title ?? 'unknown',
    description: description ?? first ?? '',
    endings: endingsOf(paths),
    folders: [...folders],
  };
}

function endingsOf(paths: readonly string[]): ProjectInfo['endings'] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(extname(path), (counts.get(extname(path)) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one).slice(0, MOST_ENDINGS);
  return sorted.map(([ending, count]) => ({ ending, files: count }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function textOf(project: string, name: string): Promise<string> {
  try {
    return await readFile(join(project, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
