import { DomainError, isJsonObject, kindOf } from '@app/kernel';
import { Document, LineCounter, parseDocument, visit, type ScalarTag } from 'yaml';
import type { JobConfig } from '../backend/index.js';

const MOST_CONFIG_BYTES = 128 * 1024;
/** Enough for settings that are named once and used often; a bomb needs many more. */
const MOST_ALIASES = 50;
/** Each is looked for in the whole text. */
const MOST_ALIAS_NODES = 200;
const DEEPEST = 32;

/**
 * parseConfig reads YAML or JSON. Throws `config_too_large` and `config_malformed`, which names the line and never what
 * stands there.
 */
export function parseConfig(text: string, param: string): JobConfig {
  refuseLarge(Buffer.byteLength(text), param);
  return checkedConfig(jsonOf(text) ?? yamlOf(text, param), param);
}

/** checkedConfig takes a config that is no text any more, under the same bounds and with the same errors. */
export function checkedConfig(value: unknown, param: string): JobConfig {
  if (!isJsonObject(value))
    throw new DomainError('config_malformed', `got ${kindOf(value)}, wanted an object`, { param });
  if (!isWithin(value, DEEPEST))
    throw new DomainError('config_malformed', `wanted at most ${DEEPEST} levels`, { param });
  refuseLarge(Buffer.byteLength(JSON.stringify(value)), param);
  return value;
}

export function refuseLarge(bytes: number, param: string): void {
  if (bytes <= MOST_CONFIG_BYTES) return;
  throw new DomainError('config_too_large', `got ${bytes} bytes, wanted at most ${MOST_CONFIG_BYTES}`, {
    param,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A key that stands twice counts as the last of them, as it does for the backend. */
function yamlOf(text: string, param: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
    merge: true,
    uniqueKeys: false,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lines.linePos(error.pos[0]);
    throw new DomainError('config_malformed', `is no YAML: line ${line}: ${error.code}`, { param });
  }
  if (aliasesIn(document) > MOST_ALIAS_NODES)
    throw new DomainError('config_malformed', `wanted at most ${MOST_ALIAS_NODES} aliases`, { param });
  try {
    return JSON.parse(JSON.stringify(document.toJS({ maxAliasCount: MOST_ALIASES }) ?? null));
  } catch (cause) {
    throw new DomainError('config_malformed', 'is YAML that repeats or holds itself', { param, cause });
  }
}

function aliasesIn(document: Document.Parsed): number {
  let count = 0;
  visit(document, { Alias: () => void (count += 1) });
  return count;
}

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((part) => isWithin(part, depth - 1));
}

/**
 * configText writes YAML that reads the same by the rules of 1.1, which the backend's reader follows, and of 1.2: texts
 * in quotes, so that `no` stays a word, and numbers without an exponent, so that 0.0000001 stays a number.
 */
export function configText(config: JobConfig): string {
  const document = new Document(config, {
    customTags: (tags) => [PLAIN_NUMBER, ...tags],
    aliasDuplicateObjects: false,
  });
  return document.toString({ defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
}

const PLAIN_NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number' && String(value).includes('e'),
  test: /^[-+]?[0-9]+\.[0-9]+$/,
  resolve: Number,
  stringify: ({ value }) => withoutExponent(Number(value)),
};

/** withoutExponent writes the digits that String writes: 1e-7 is 0.0000001, and 1e21 is 1000000000000000000000.0. */
export function withoutExponent(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value)) ?? [];
  if (exponent === undefined) return String(value);
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point) || '0'}`;
}
