import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

export interface Picture {
  readonly width?: number;
  readonly height?: number;
  /** Two pictures of different seeds are different. */
  readonly seed?: number;
  readonly format?: 'jpeg' | 'png' | 'webp';
  /** As EXIF counts: 6 is turned by a quarter. */
  readonly orientation?: number;
}

/** pictureOf is an image of noise, so that no two seeds give the same file. */
export function pictureOf(given: Picture = {}): Promise<Buffer> {
  const { width = 320, height = 300, seed = 1, format = 'jpeg', orientation } = given;
  const noise = Buffer.alloc(width * height * 3);
  let state = seed * 2_654_435_761;
  for (let at = 0; at < noise.length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise[at] = state >>> 26;
  }
  const image = sharp(noise, { raw: { width, height, channels: 3 } }).toFormat(format);
  return (orientation === undefined ? image : image.withMetadata({ orientation })).toBuffer();
}

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** writeFiles puts files under a folder, by their paths inside. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** treeOf is every file under a folder, hidden ones too, with what is in it and when it was changed. */
export async function treeOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const tree: Record<string, string> = {};
  for (const name of names.sort()) {
    const { mtimeMs, ino } = await stat(join(folder, name));
    const isFile = (await stat(join(folder, name))).isFile();
    tree[name] =
      `${ino} ${mtimeMs} ${isFile ? (await readFile(join(folder, name))).toString('base64') : 'a folder'}`;
  }
  return tree;
}
