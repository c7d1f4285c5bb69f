import type { JsonValue } from '@app/kernel';
import { Refusal } from '../refusal.js';
import { unlike, type Rule } from './rule.js';

const LONGEST_TEXT = 128 * 1024;

export const bool: Rule = (value, at) => {
  if (typeof value !== 'boolean') throw unlike(at, value, 'true or false');
  return value;
};

/** integer accepts whole numbers within bounds. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): Rule {
  return (value, at) => {
    if (!Number.isSafeInteger(value)) throw unlike(at, value, 'a whole number');
    if ((value as number) < min || (value as number) > max) {
      throw new Refusal(at, `it must be from ${min} to ${max}`);
    }
    return value;
  };
}

export const text: Rule = (value, at) => textAt(value, at);

/** textLike accepts text that the pattern matches as a whole. */
export function textLike(pattern: RegExp, wanted: string): Rule {
  return (value, at) => {
    if (!pattern.test(textAt(value, at))) throw new Refusal(at, `it must be ${wanted}`);
    return value;
  };
}

export function oneOf(...wanted: readonly string[]): Rule {
  return (value, at) => {
    if (wanted.includes(textAt(value, at))) return value;
    throw new Refusal(at, `it must be one of ${wanted.map((word) => word || 'nothing').join(', ')}`);
  };
}

/** The engine takes one word in place of a list of them. */
export const words: Rule = (value, at) => {
  if (typeof value === 'string') return [textAt(value, at)];
  if (!Array.isArray(value)) throw unlike(at, value, 'a list of words');
  return value.map((part, place) => textAt(part, `${at}[${place}]`));
};

export function textAt(value: JsonValue, at: string): string {
  if (typeof value !== 'string') throw unlike(at, value, 'text');
  if (value.length > LONGEST_TEXT || value.includes('\0'))
    throw new Refusal(at, 'it is too long or holds a NUL');
  return value;
}

/** A path inside a container, which is not its root. */
export const pathInside = textLike(
  /^\/(?!\.{1,2}(?:\/|$))[^\0:/][^\0:]*$/,
  'an absolute path in the container',
);
