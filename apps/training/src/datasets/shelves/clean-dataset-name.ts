import { DomainError } from '@app/kernel';

const MOST_CHARS = 100;

/** cleanDatasetName is a name as the backend keeps it: in lower case, with `_` for all but letters and digits. */
export function cleanDatasetName(name: string): string {
  const clean = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  if (/[a-z0-9]/.test(clean) && clean.length <= MOST_CHARS && !/[/\\\0]/.test(name)) return clean;
  throw new DomainError(
    'invalid_argument',
    `wanted a name of at most ${MOST_CHARS} characters with a letter of a to z or a digit, and no path`,
    { param: 'dataset_name' },
  );
}
