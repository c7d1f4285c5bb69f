import type { FieldDifference, SetupFields } from './setup-fields.js';

/** ShownDifference is a difference as it may leave the worker. */
export interface ShownDifference extends Omit<FieldDifference, 'running' | 'files'> {
  /** Absent where there is none, and where it is hidden. */
  readonly running?: string;
  readonly files?: string;
  /** There are values, which are not told: they may be secret. */
  readonly hidden: boolean;
}

const HIDDEN_FIELDS = new Set<string>(['environment', 'labels']);
const SECRET_FLAG = /^--?[\w-]*(pass|secret|token|key|credential|auth)[\w-]*$/i;
const SECRET_PART = /((?:pass|secret|token|key|credential|auth)[\w-]*[=:]).+$/is;
const SECRET_IN_URL = /(\w+:\/\/)[^\s/@]*@/g;
const MASK = '***';
/** Shorter values are words that could stand anywhere. */
const SHORTEST_SECRET = 6;
const LONGEST = 500;

/** secretsIn are the values of variables, which a command may repeat. */
export function secretsIn(...sides: readonly SetupFields[]): readonly string[] {
  const values = sides.flatMap(({ environment }) => [...(environment?.values() ?? [])]);
  return [...new Set(values)]
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .toSorted((one, other) => other.length - one.length);
}

/** shownDifference tells no value of a variable or a label, nor what in a command looks like a secret. */
export function shownDifference(
  { running, files, ...rest }: FieldDifference,
  secrets: readonly string[],
): ShownDifference {
  if (HIDDEN_FIELDS.has(rest.field)) return { ...rest, hidden: true };
  const shown = (text: string) => bounded(shownText(rest.field, text, secrets));
  return {
    ...rest,
    hidden: false,
    ...(running !== undefined && { running: shown(running) }),
    ...(files !== undefined && { files: shown(files) }),
  };
}

function shownText(field: string, text: string, secrets: readonly string[]): string {
  if (field !== 'command' && field !== 'entrypoint') return text;
  const words = JSON.parse(text) as string[];
  return words.map((word, index) => quoted(shownWord(word, words[index - 1] ?? '', secrets))).join(' ');
}

function shownWord(word: string, before: string, secrets: readonly string[]): string {
  if (SECRET_FLAG.test(before) && !before.includes('=') && !word.startsWith('-')) return MASK;
  const without = secrets.reduce((text, secret) => text.replaceAll(secret, MASK), word);
  return without.replace(SECRET_IN_URL, `$1${MASK}@`).replace(SECRET_PART, `$1${MASK}`);
}

function quoted(word: string): string {
  return /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function bounded(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
