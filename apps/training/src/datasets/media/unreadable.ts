import { DomainError } from '@app/kernel';

const GONE: readonly (string | undefined)[] = ['ENOENT', 'ENOTDIR'];
const REFUSED: readonly (string | undefined)[] = [
  'ENOTDIR',
  'EISDIR',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EXDEV',
  'EEXIST',
];

/** whenThere is the result, or undefined when the file has gone; of anything else the data set cannot be read. */
export async function whenThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (GONE.includes(codeOf(error))) return undefined;
    throw isOfFiles(error) ? unreadable(error) : error;
  }
}

/** writing says in the caller's words why a data set could not be changed. */
export async function writing<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    const code = codeOf(error instanceof DomainError ? error.cause : error);
    if (!REFUSED.includes(code)) throw error;
    throw new DomainError('dataset_not_writable', `the data set cannot be changed (${code})`, {
      cause: error,
    });
  }
}

function unreadable(cause: unknown): DomainError {
  return new DomainError('dataset_unreadable', `a file of the data set cannot be read (${codeOf(cause)})`, {
    cause,
  });
}

/** Aborts and errors of this program have codes of other kinds. */
function isOfFiles(error: unknown): boolean {
  return /^E[A-Z0-9]+$/.test(codeOf(error) ?? '');
}

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
