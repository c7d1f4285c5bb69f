import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { seededNoise } from '../../training/synthetic-log-parts.ts';

const GRAIN = 32;
const AT_ONCE = 8;

/** writeImages makes a data set of so many JPEG pictures, each with a caption; no two are the same. */
export async function writeImages(folder: string, count: number, size: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let from = 0; from < count; from += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, nth) => from + nth);
    await Promise.all(numbers.map((number) => writeImage(folder, number, size)));
  }
}

async function writeImage(folder: string, number: number, size: number): Promise<void> {
  const noise = seededNoise(number + 1);
  const grains = Buffer.from(Array.from({ length: GRAIN * GRAIN * 3 }, () => Math.floor(noise() * 256)));
  const image = sharp(grains, { raw: { width: GRAIN, height: GRAIN, channels: 3 } }).resize(size, size);
  writeFileSync(join(folder, `picture-${number}.jpg`), await image.jpeg().toBuffer());
  const caption = `a red fox in place ${number}, seen from ${number % 7} steps away, with ${number % 13} trees`;
  writeFileSync(join(folder, `picture-${number}.txt`), caption);
}
