import { useMemo, useSyncExternalStore } from 'react';
import { storedText, type StoredChoice } from '../time/stored-choice.js';
import { shownColumns, type ChosenColumn } from './shown-columns.js';

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

/** useColumns are the columns that are shown; all that are not optional where the table has no name. */
export function useColumns<C extends ChosenColumn>(
  table: string | undefined,
  columns: readonly C[],
): readonly C[] {
  const { subscribe, get } = table === undefined ? NO_CHOICE : columnChoice(table);
  const choice = useSyncExternalStore(subscribe, get);
  return useMemo(() => shownColumns(columns, choice), [columns, choice]);
}
