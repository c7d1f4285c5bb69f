/** What is compared, in the order in which it is told. */
const FIELDS = [
  'image',
  'command',
  'entrypoint',
  'environment',
  'ports',
  'mounts',
  'networks',
  'limits',
  'restart',
  'user',
  'labels',
] as const;
export type Field = (typeof FIELDS)[number];

/** SetupFields is a setup in words that can be compared: what each field holds by name; undefined where nobody can tell. */
export type SetupFields = Readonly<Record<Field, ReadonlyMap<string, string> | undefined>>;

/** FieldDifference is one value that is not the same. Of what may be secret there are no values. */
export interface FieldDifference {
  readonly field: Field;
  /** Which of the field: a variable's name, a port, a place. */
  readonly key: string;
  /** What bringing the service up would do. */
  readonly change: 'added' | 'removed' | 'changed';
  readonly running: string | undefined;
  readonly files: string | undefined;
}

/** differencesOf compares field by field; what nobody can tell of either side is left out. */
export function differencesOf(running: SetupFields, files: SetupFields): FieldDifference[] {
  return FIELDS.flatMap((field) => {
    const [here, there] = [running[field], files[field]];
    return here === undefined || there === undefined ? [] : differencesIn(field, here, there);
  });
}

/** untoldIn are the fields that could not be compared. */
export function untoldIn(files: SetupFields): Field[] {
  return FIELDS.filter((field) => files[field] === undefined);
}

type Values = ReadonlyMap<string, string>;

function differencesIn(field: Field, running: Values, files: Values): FieldDifference[] {
  const keys = [...new Set([...running.keys(), ...files.keys()])].toSorted();
  return keys.flatMap((key) => {
    const [here, there] = [running.get(key), files.get(key)];
    if (here === there) return [];
    const change = here === undefined ? 'added' : there === undefined ? 'removed' : 'changed';
    return [{ field, key, change, running: here, files: there }];
  });
}

/** mapOf leaves out what is empty: an engine tells nothing by an empty text. */
export function mapOf(pairs: readonly (readonly [key: string, value: string])[]): Values {
  return new Map(pairs.filter(([, value]) => value !== ''));
}

/** joined puts several values of one key together, in an order of their own. */
export function joined(pairs: readonly (readonly [key: string, value: string])[]): Values {
  const byKey = Map.groupBy(pairs, ([key]) => key);
  return new Map(
    [...byKey].map(([key, own]) => [
      key,
      own
        .map(([, value]) => value)
        .toSorted()
        .join(', '),
    ]),
  );
}

/** wordsText keeps the words of a command apart from each other. */
export function wordsText(words: readonly string[]): string {
  return words.length === 0 ? '' : JSON.stringify(words);
}
