import { DomainError } from '@app/kernel';
import sharp from 'sharp';
import { z } from 'zod';
import type { Media } from '../backend/index.js';
import { baseNameOf } from './samples.js';

export const sampleImage = z.object({
  name: z.string(),
  mime_type: z.literal('image/webp'),
  data: z.string().nullable().describe('Base64; null when it is no picture that can be made smaller'),
});
export type SampleImage = z.output<typeof sampleImage>;

/** How many are made in one call. */
export const MOST_SAMPLE_IMAGES = 16;
const LIMITS = { bytes: 32 * 1024 * 1024, pixels: 64_000_000, edge: 384 } as const;

export interface SampleImageParts {
  readonly media: Pick<Media, 'bytes'>;
}

/**
 * sampleImages are pictures of at most 384 pixels by 384, of the samples of these names. `paths` are all that the backend
 * has for the job: a name is only looked for among them. Throws `sample_not_found`, and `file_too_large` as the backend does.
 */
export async function sampleImages(
  { media }: SampleImageParts,
  paths: readonly string[],
  names: readonly string[],
  signal?: AbortSignal,
): Promise<SampleImage[]> {
  const byName = new Map(paths.map((path) => [baseNameOf(path), path]));
  const images: SampleImage[] = [];
  // One after the other: a whole picture of each would fill the memory.
  for (const name of names) {
    const path = byName.get(name);
    if (path === undefined) throw notFound();
    const data = isPictureName(name) ? await smaller(await media.bytes(path, LIMITS.bytes, signal)) : null;
    images.push({ name, mime_type: 'image/webp', data });
  }
  return images;
}

function notFound(): DomainError {
  return new DomainError('sample_not_found', 'the job has no sample of that name', {
    param: 'sample_images',
  });
}

function isPictureName(name: string): boolean {
  return /\.(?:png|jpe?g|webp)$/i.test(name);
}

async function smaller(bytes: Buffer): Promise<string | null> {
  if (!isPicture(bytes)) return null;
  try {
    const picture = sharp(bytes, { failOn: 'error', limitInputPixels: LIMITS.pixels, sequentialRead: true });
    const size = {
      width: LIMITS.edge,
      height: LIMITS.edge,
      fit: 'inside',
      withoutEnlargement: true,
    } as const;
    return (await picture.autoOrient().resize(size).webp({ quality: 75 }).toBuffer()).toString('base64');
  } catch {
    // One that is just being written is no picture yet.
    return null;
  }
}

/** Only what the trainer writes is decoded, whatever the file is called. */
function isPicture(bytes: Buffer): boolean {
  const starts = (hex: string) => bytes.subarray(0, hex.length / 2).toString('hex') === hex;
  const isWebp = starts('52494646') && bytes.toString('latin1', 8, 12) === 'WEBP';
  return starts('ffd8ff') || starts('89504e47') || isWebp;
}
