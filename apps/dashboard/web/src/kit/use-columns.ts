import { useMemo, useSyncExternalStore } from 'react';
import { storedText, type StoredChoice } from '../time/stored-choice.js';
import { visibilityOf, type ChosenColumn } from './shown-columns.js';

const choices = new Map<string, StoredChoice<string>>();

/** columnChoice is what was chosen of the columns of a table, by the table's name. */
export function columnChoice(table: string): StoredChoice<string> {
  const known = choices.get(table) ?? storedText(`columns.${table}`, (kept) => kept ?? '');
  choices.set(table, known);
  return known;
}

const NO_CHOICE: Pick<StoredChoice<string>, 'get' | 'subscribe'> = {
  get: () => '',
  subscribe: () => () => undefined,
};

/** useColumnVisibility is which columns are shown; all that are not optional where the table has no name. */
export function useColumnVisibility(
  table: string | undefined,
  columns: readonly ChosenColumn[],
): Readonly<Record<string, boolean>> {
  const { subscribe, get } = table === undefined ? NO_CHOICE : columnChoice(table);
  const choice = useSyncExternalStore(subscribe, get);
  return useMemo(() => visibilityOf(columns, choice), [columns, choice]);
}
