import { UPLOAD_LIMITS } from '../limits.js';
import { isTrainedImage, stemOf } from '../media/trained-files.js';

export type NameRefusal = 'bad_filename' | 'unsupported_type';

/** fileNameOf is the last part of what a caller calls a file, with `_` for every character that is foreign there. */
export function fileNameOf(given: string, foreign: RegExp): { name: string } | NameRefusal {
  const base = given.split(/[/\\]/).at(-1) ?? '';
  const name = base.normalize('NFC').replaceAll(foreign, '_');
  const empty = stemOf(name) === '' || name.startsWith('.');
  if (empty || Buffer.byteLength(name) > UPLOAD_LIMITS.fileNameBytes) return 'bad_filename';
  return isTrainedImage(name) ? { name } : 'unsupported_type';
}
