import { DomainError } from '@app/kernel';

const MOST_CHARS = 100;

/** cleanDatasetName is a name as the backend keeps it: in lower case, with `_` for all but letters and digits. */
function cleanDatasetName(name: string): string {
  const clean = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  if (/[a-z0-9]/.test(clean) && clean.length <= MOST_CHARS && !/[/\\\0]/.test(name)) return clean;
  throw new DomainError(
    'invalid_argument',
    `wanted a name of at most ${MOST_CHARS} characters with a letter of a to z or a digit, and no path`,
    { param: 'dataset_name' },
  );
}

/**
 * nameForUpload is the data set that a name stands for: one of these, or a new one of the name as the backend would clean
 * it. Throws `dataset_name_taken` when letters were lost in that and the data set that is left is there: it may well be
 * another one.
 */
export function nameForUpload(name: string, there: readonly string[]): string {
  if (there.includes(name)) return name;
  const clean = cleanDatasetName(name);
  if (!LOST.test(name) || !there.includes(clean)) return clean;
  const message = `would be kept as ${clean}, which is there already: say ${clean} if you mean that, or another name`;
  throw new DomainError('dataset_name_taken', message, { param: 'dataset_name' });
}

/** What has no place in the backend's names, and of which nothing is left in them. */
const LOST = /[^ -~]/;
