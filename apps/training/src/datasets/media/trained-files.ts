import { extname } from 'node:path/posix';

/** What the trainer reads as an image. */
export const TRAINED_IMAGES: readonly string[] = ['.jpg', '.jpeg', '.png', '.webp'];
const FILMS: readonly string[] = ['.mp4', '.avi', '.mov', '.webm', '.mkv', '.wmv', '.m4v', '.flv'];
const SOUNDS: readonly string[] = ['.mp3', '.wav', '.flac', '.aac', '.ogg', '.m4a'];
/** Images that people put into data sets and that the trainer passes by. */
const UNTRAINED_IMAGES: readonly string[] = ['.bmp', '.gif', '.tif', '.tiff', '.avif', '.heic', '.jxl'];

const CAPTION_EXTENSION = '.txt';
/** Is the caption of every image beside it that has none of its own. */
export const DEFAULT_CAPTION = 'default.txt';

export function isTrainedImage(name: string): boolean {
  return TRAINED_IMAGES.includes(extname(name).toLowerCase());
}

export function isTrainedMedia(name: string): boolean {
  return isTrainedImage(name) || [...FILMS, ...SOUNDS].includes(extname(name).toLowerCase());
}

export function isPassedBy(name: string): boolean {
  return UNTRAINED_IMAGES.includes(extname(name).toLowerCase());
}

/** The trainer sees no dot files and no dot folders; `_controls` are inputs of other images, not images to learn. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '_controls';
}

/** stemOf is a path without its extension: what an image and its caption have in common. */
export function stemOf(path: string): string {
  return path.slice(0, path.length - extname(path).length);
}

export function captionPathOf(image: string): string {
  return `${stemOf(image)}${CAPTION_EXTENSION}`;
}
