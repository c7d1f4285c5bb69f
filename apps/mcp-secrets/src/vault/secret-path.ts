import { DomainError } from '@app/kernel';

const MOST_CHARACTERS = 1_024;
/** `/`, `\`, `%`, `?` and `#` could be read as something else than a part of a name on the way to Vault. */
const SEGMENT = /^[^/\\%?#\p{C}\p{Zl}\p{Zp}]{1,256}$/u;

/**
 * secretPath splits `app/db` into its segments. Throws `invalid_path` for one that is empty, `.`, `..`, too long, begins
 * or ends with a space, or holds a character that a path may not.
 */
export function secretPath(text: string): readonly string[] {
  if (text.length > MOST_CHARACTERS) throw refused(`wanted at most ${MOST_CHARACTERS} characters`);
  const segments = text.split('/');
  if (segments.some((segment) => segment === '')) {
    throw refused('wanted segments like app/db, without an empty one and without a slash at either end');
  }
  if (!segments.every(isName)) {
    throw refused(
      'wanted segments of 1 to 256 characters, none "." or "..", without \\ % ? # or control characters',
    );
  }
  return segments;
}

/** folderPath is secretPath, but the empty text is the top. */
export function folderPath(text: string): readonly string[] {
  return text === '' ? [] : secretPath(text);
}

/** isKeyName tells whether a secret may have a key of that name, so that `vault:path#key` stays readable. */
export function isKeyName(text: string): boolean {
  return /^[^#\p{C}\p{Zl}\p{Zp}]{1,256}$/u.test(text);
}

function isName(segment: string): boolean {
  return segment !== '.' && segment !== '..' && segment.trim() === segment && SEGMENT.test(segment);
}

function refused(wanted: string): DomainError {
  return new DomainError('invalid_path', wanted, { param: 'path' });
}
