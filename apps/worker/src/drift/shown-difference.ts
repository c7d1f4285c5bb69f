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
const SECRET_NAME = 'pass|secret|token|key|credential|auth|bearer';
const LONGEST_NAME = 256;
/** The value is the next word. */
const SECRET_WORD = new RegExp(`^[\\w-]*(${SECRET_NAME})[\\w-]*$`, 'i');
/** Within a word, as in the text of a shell or in JSON, the value is all that follows. */
const SECRET_PART = new RegExp(`((?:${SECRET_NAME})[\\w-]*["']?[=:\\s]\\s*).+$`, 'is');
/** A password may hold what a URL should not: it goes up to the last "@". */
const SECRET_IN_URL = /(:\/\/)\S*@/g;
const MASK = '***';
/** Shorter values are words that could stand anywhere. */
const SHORTEST_SECRET = 6;
const LONGEST = 500;
/** A longer word is masked as a whole: looking for secrets in it would take long, and it is never shown to its end. */
const LONGEST_WORD = 2_048;

/** namesSecret tells whether what bears that name may be a secret. */
export function namesSecret(name: string): boolean {
  return name.length <= LONGEST_NAME && SECRET_WORD.test(name);
}

/** secretsIn are the values of variables, which a command may repeat, and what else is known to be secret. */
export function secretsIn(known: readonly string[], ...sides: readonly SetupFields[]): readonly string[] {
  const values = sides.flatMap(({ environment }) => [...(environment?.values() ?? [])]);
  return [...new Set([...known, ...values])]
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
  // No more than that many words fit into what is shown.
  const words = (JSON.parse(text) as string[]).slice(0, LONGEST);
  return words.map((word, index) => quoted(shownWord(word, words[index - 1] ?? '', secrets))).join(' ');
}

function shownWord(word: string, before: string, secrets: readonly string[]): string {
  if (word.length > LONGEST_WORD) return MASK;
  if (namesSecret(before) && !word.startsWith('--')) return MASK;
  const without = secrets.reduce((text, secret) => text.replaceAll(secret, MASK), word);
  return without.replace(SECRET_IN_URL, `$1${MASK}@`).replace(SECRET_PART, `$1${MASK}`);
}

function quoted(word: string): string {
  return /^[\w@%+=:,./*-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function bounded(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
