import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import { isExactNumber } from '@app/mcp';
import { Declared } from './declared.js';

const MASK = '[masked]';
const CUT = '[cut]';
const DEEPEST = 4;
const MOST_MEMBERS = 32;
const LONGEST_TEXT = 256;
const LONGEST_KEY = 64;
const MOST_BYTES = 8_192;

/** Names that say that their value is nobody's business. */
const SECRET_NAME =
  /pass|pwd|secret|token|(api|access|private|signing)[-_ ]?key|credential|authorization|(^|[-_])auth$|cookie|session|signature|bearer/i;
/**
 * Values that are secrets wherever they stand: well-known prefixes, web tokens, keys, user and password in a URL. Only
 * asked of the beginning of a text, so that no text takes long.
 */
const SECRET_VALUE =
  /\b(bearer|basic)\s+\S|\bgh[pousr]_\w{16}|\bgithub_pat_|\bsk-[\w-]{16}|\bxox[abprs]-|\bAKIA[0-9A-Z]{12}|\beyJ[\w-]+\.[\w-]+\.|-----BEGIN |:\/\/[^\s/@]*:[^\s/@]*@/i;

/**
 * maskedArguments is what may be recorded of a call's arguments: what the tool's schema declares to be a secret, or looks like
 * one, is masked, what is long is cut, and of what is too large in all nothing is left but its size.
 */
export function maskedArguments(given: JsonObject, schema: JsonObject = {}): JsonValue {
  const masked = maskedValue(given, Declared.by(schema), 0);
  const bytes = Buffer.byteLength(JSON.stringify(masked));
  return bytes > MOST_BYTES ? `[${bytes} bytes]` : masked;
}

function maskedValue(value: JsonValue, declared: Declared, depth: number): JsonValue {
  if (declared.isSecret) return MASK;
  if (typeof value === 'string') return maskedText(value);
  if (typeof value !== 'object' || value === null) return value;
  // As a text: who reads the record would round it.
  if (isExactNumber(value)) return maskedText(value.rawJSON);
  if (depth >= DEEPEST) return CUT;
  if (Array.isArray(value)) return maskedList(value, declared.item, depth);
  return isJsonObject(value) ? maskedObject(value, declared, depth) : CUT;
}

function maskedText(text: string): string {
  if (SECRET_VALUE.test(text.slice(0, 2 * LONGEST_TEXT))) return MASK;
  return text.length > LONGEST_TEXT
    ? `${text.slice(0, LONGEST_TEXT).toWellFormed()}${CUT}`
    : text.toWellFormed();
}

function maskedList(list: JsonValue[], declared: Declared, depth: number): JsonValue[] {
  const kept = list.slice(0, MOST_MEMBERS).map((item) => maskedValue(item, declared, depth + 1));
  return list.length > MOST_MEMBERS ? [...kept, CUT] : kept;
}

function maskedObject(object: JsonObject, declared: Declared, depth: number): JsonObject {
  const members = Object.entries(object);
  const kept = members.slice(0, MOST_MEMBERS).map(([name, value = null]): [string, JsonValue] => {
    const shown = name.slice(0, LONGEST_KEY).toWellFormed();
    return [shown, SECRET_NAME.test(name) ? MASK : maskedValue(value, declared.member(name), depth + 1)];
  });
  if (members.length > MOST_MEMBERS) kept.push([CUT, members.length - MOST_MEMBERS]);
  return Object.fromEntries(kept);
}
