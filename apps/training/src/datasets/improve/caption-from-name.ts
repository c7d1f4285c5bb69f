import { basename } from 'node:path/posix';
import { stemOf } from '../media/trained-files.js';

/** Words of cameras and folders, that say nothing of what is to be seen. */
const NOISE: readonly string[] = ['img', 'image', 'photo', 'pic', 'screenshot', 'copy'];
const MOST_WORDS = 8;
const NOTHING_SAID = 'training image';

/** captionFromName makes a caption of what a file is called, with the trigger word in front. */
export function captionFromName(path: string, trigger: string | undefined): string {
  const words = stemOf(basename(path))
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '' && !/^\p{N}+$/u.test(word) && !NOISE.includes(word.toLowerCase()));
  const said = words.length === 0 ? NOTHING_SAID : words.slice(0, MOST_WORDS).join(' ');
  const word = trigger?.trim() ?? '';
  return word === '' ? said : `${word} ${said}`;
}
