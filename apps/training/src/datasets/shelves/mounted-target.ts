import { randomUUID } from 'node:crypto';
import { readdir, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Root } from '../../places/index.js';
import { whenThere, writing } from '../media/unreadable.js';
import type { DatasetFile, DatasetTarget } from './dataset-shelf.js';

const PARAM = 'dataset_name';
const RIGHTS = 0o644;
/** Letters and digits of all languages may stay: the trainer minds none of them. */
const FOREIGN = /[^\p{L}\p{M}\p{N}._-]+/gu;

/** mountedTarget is a data set on this machine to add files to. */
export async function mountedTarget(root: Root, name: string): Promise<DatasetTarget> {
  const path = join(root.folder, name);
  return {
    name,
    path,
    present: (await whenThere(readdir(path))) ?? [],
    foreign: FOREIGN,
    save: async (files) => {
      const folder = dirname(await writing(root.writable(`${name}/.upload`, PARAM)));
      await writing(saveAll(folder, files));
    },
  };
}

/** Nobody sees half a file. */
async function saveAll(folder: string, files: readonly DatasetFile[]): Promise<void> {
  const waiting = files.map((file) => ({ ...file, temporary: join(folder, `.upload-${randomUUID()}`) }));
  try {
    for (const { temporary, bytes } of waiting)
      await writeFile(temporary, bytes, { flag: 'wx', mode: RIGHTS });
    for (const { temporary, name } of waiting) await rename(temporary, join(folder, name));
  } catch (error) {
    for (const { temporary } of waiting) await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
