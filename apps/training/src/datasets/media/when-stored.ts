import { DomainError } from '@app/kernel';

/** whenStored is the result, or undefined when the backend has no such file any more. */
export async function whenStored<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'file_not_found') return undefined;
    throw error;
  }
}
