import sharp from 'sharp';
import { SCAN_LIMITS } from '../limits.js';

/** Width and height are those of the image as it is shown, turned as its EXIF data say. */
export type ImageCheck =
  | { readonly kind: 'sound'; readonly width: number; readonly height: number }
  | { readonly kind: 'corrupt' }
  /** Too long to be looked at. */
  | { readonly kind: 'unchecked' };

/** What the trainer opens too, whatever the file is called; drawings and documents are programs rather than pictures. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'];
const THUMB = { width: 16, height: 16, fit: 'fill', kernel: 'nearest' } as const;

sharp.cache(false);
sharp.concurrency(1);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS.map((loader) => `VipsForeignLoad${loader}`) });

/**
 * checkImage decodes an image to its last pixel, at the smallest scale that its format gives: a file cut off anywhere is
 * corrupt. `whole` is false when the bytes are only the beginning of a longer file, of which the header is believed, as
 * it is of an image of more pixels than are decoded.
 */
export async function checkImage(bytes: Buffer, whole: boolean): Promise<ImageCheck> {
  const size = await sizeOf(bytes);
  if (size === undefined) return { kind: whole ? 'corrupt' : 'unchecked' };
  const sound = { kind: 'sound', ...size } as const;
  if (!whole || size.width * size.height > SCAN_LIMITS.pixels) return sound;
  return (await isDecodable(bytes)) ? sound : { kind: 'corrupt' };
}

async function sizeOf(bytes: Buffer): Promise<{ width: number; height: number } | undefined> {
  try {
    const { autoOrient } = await sharp(bytes, { failOn: 'none', limitInputPixels: false }).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch {
    return undefined;
  }
}

async function isDecodable(bytes: Buffer): Promise<boolean> {
  const options = { failOn: 'error', limitInputPixels: SCAN_LIMITS.pixels, sequentialRead: true } as const;
  try {
    await sharp(bytes, options).resize(THUMB).raw().toBuffer();
    return true;
  } catch {
    return false;
  }
}
