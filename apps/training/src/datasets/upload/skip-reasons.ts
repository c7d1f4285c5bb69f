import { UPLOAD_LIMITS } from '../limits.js';
import { TRAINED_IMAGES } from '../media/trained-files.js';

const MIB = 1024 * 1024;

/** Why an image of an upload is left out. */
export const SKIP_REASONS = {
  bad_filename: `the file name is empty, too long, or begins with a dot, which the trainer does not see`,
  unsupported_type: `the trainer reads ${TRAINED_IMAGES.join(', ')}`,
  not_base64: 'the content is not base64',
  empty: 'there is no content',
  image_too_large: `an image may have ${UPLOAD_LIMITS.imageBytes / MIB} MiB`,
  total_too_large: `all images together may have ${UPLOAD_LIMITS.totalBytes / MIB} MiB`,
  not_an_image: 'the content cannot be opened as an image',
  name_taken: 'an earlier image of this call has the same name, or shares its caption file',
  caption_taken: 'a file that is there already would share its caption file',
  caption_too_long: `a caption may have ${UPLOAD_LIMITS.captionChars} characters`,
} as const;

export type SkipReason = keyof typeof SKIP_REASONS;
export const SKIP_CODES = Object.keys(SKIP_REASONS) as [SkipReason, ...SkipReason[]];
