import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '@app/config';
import type { Root } from '../../places/index.js';
import type { MovedFile, QuarantineOrder } from './media-folder.js';
import { codeOf, writing } from './unreadable.js';

/** Beside the data sets and not inside: older trainers walk into the dot folders of a data set. */
const QUARANTINE = '.quarantine';
const FOLDERS = { duplicate: 'duplicates', corrupt: 'corrupt' } as const;
const RIGHTS = 0o644;

interface Run {
  /** As seen from all data sets. */
  readonly name: string;
  readonly folder: string;
}

/**
 * quarantineFiles moves images with their captions to `.quarantine/<data set>/<time>/` beside the data sets, where each
 * keeps its path. The manifest is written first, so that moving back every `path` to its `from` undoes all of it. A
 * caption that another image uses as well stays. Nothing is overwritten: the folder is new each time.
 */
export async function quarantineFiles(
  root: Root,
  dataset: string,
  orders: readonly QuarantineOrder[],
  now: Date,
): Promise<readonly MovedFile[]> {
  const source = await root.existing(dataset, 'dataset_path');
  const run = await writing(newRun(root, dataset, now));
  const moves = orders.map((order) => movesOf(order, run.name));
  const manifest = { dataset, quarantined_at: now.toISOString(), moves: moves.flat() };
  await writing(
    replaceFile(join(run.folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`, RIGHTS),
  );
  const target = ({ path }: MovedFile) => join(run.folder, path.slice(run.name.length));
  const moved: MovedFile[] = [];
  for (const together of moves) moved.push(...(await writing(moveTogether(together, source, target))));
  return moved;
}

function movesOf({ type, image }: QuarantineOrder, run: string): readonly MovedFile[] {
  const files =
    image.caption === undefined || image.sharesCaption ? [image.path] : [image.path, image.caption];
  return files.map((from) => ({ type, from, path: `${run}/${FOLDERS[type]}/${from}` }));
}

/** An image whose caption cannot be moved comes back. */
async function moveTogether(
  moves: readonly MovedFile[],
  source: string,
  target: (move: MovedFile) => string,
): Promise<readonly MovedFile[]> {
  const moved: MovedFile[] = [];
  try {
    for (const move of moves) if (await moveFile(join(source, move.from), target(move))) moved.push(move);
    return moved;
  } catch (error) {
    for (const move of moved) await rename(target(move), join(source, move.from));
    throw error;
  }
}

/** Returns false when the file has gone. */
async function moveFile(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function newRun(root: Root, dataset: string, now: Date): Promise<Run> {
  const time = now.toISOString().replaceAll(/[-:.]/g, '');
  for (let number = 0; ; number += 1) {
    const name = `${QUARANTINE}/${dataset}/${time}${number === 0 ? '' : `-${number}`}`;
    const folder = await root.writable(name, 'dataset_path');
    try {
      await mkdir(folder);
      return { name, folder };
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}
