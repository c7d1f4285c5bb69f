import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@app/config';
import type { Root } from '../../places/index.js';

/** It quotes the log and the configuration: for the group of the outputs, and not for everybody. */
const RIGHTS = 0o640;
const PARAM = 'output_dir';

export interface ReportPaths {
  readonly json: string;
  readonly markdown: string;
}

/** Where a report of this name would be; throws as Root does for a folder that is not among the outputs. */
export async function reportPaths(outputs: Root, folder: string, name: string): Promise<ReportPaths> {
  const base = join(folder, name);
  return {
    json: await outputs.writable(`${base}.json`, PARAM),
    markdown: await outputs.writable(`${base}.md`, PARAM),
  };
}

/**
 * writeReport writes both files of a report beside those that are there: names have seconds, and two reports of one job
 * can be made within one. Whoever makes the file first has the name; others go on counting, `_1`, `_2`.
 */
export async function writeReport(
  outputs: Root,
  [folder, name]: readonly [folder: string, name: string],
  { json, markdown }: ReportPaths,
): Promise<ReportPaths> {
  const paths = await claim(outputs, folder, name);
  try {
    await replaceFile(paths.json, json, RIGHTS);
    await replaceFile(paths.markdown, markdown, RIGHTS);
    return paths;
  } catch (error) {
    await Promise.all([rm(paths.json, { force: true }), rm(paths.markdown, { force: true })]);
    throw error;
  }
}

async function claim(outputs: Root, folder: string, name: string): Promise<ReportPaths> {
  for (let nth = 0; ; nth += 1) {
    const paths = await reportPaths(outputs, folder, nth === 0 ? name : `${name}_${nth}`);
    if (await isMade(paths.json)) return paths;
  }
}

async function isMade(path: string): Promise<boolean> {
  try {
    await writeFile(path, '', { flag: 'wx', mode: RIGHTS });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
