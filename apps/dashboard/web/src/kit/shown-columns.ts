/** What of a column decides whether it is shown. */
export interface ChosenColumn {
  readonly id: string;
  readonly isTitle?: boolean;
  readonly isHeaderHidden?: boolean;
  /** It says what must never be hidden. */
  readonly isAlways?: boolean;
  /** Not shown until somebody chooses it: a table has at most eight columns at first. */
  readonly isOptional?: boolean;
}

/** isFixed tells a column that is always there: what a row is called, what can be done with it, and what it must say. */
export function isFixed({
  isTitle = false,
  isHeaderHidden = false,
  isAlways = false,
}: ChosenColumn): boolean {
  return isTitle || isHeaderHidden || isAlways;
}

/**
 * visibilityOf tells of each column whether a choice leaves it. A choice is kept as what it changes, `+node -cpu`, so that
 * a column that came since, or is gone, is as it is at first.
 */
export function visibilityOf(columns: readonly ChosenColumn[], choice: string): Record<string, boolean> {
  const changes = new Set(choice.split(' '));
  const isShown = (column: ChosenColumn) => {
    if (isFixed(column)) return true;
    return column.isOptional === true ? changes.has(`+${column.id}`) : !changes.has(`-${column.id}`);
  };
  return Object.fromEntries(columns.map((column) => [column.id, isShown(column)]));
}

/** choiceOf is the choice that leaves these columns beside the fixed ones. What it does not know it keeps. */
export function choiceOf(columns: readonly ChosenColumn[], shown: readonly string[], before: string): string {
  const own = new Set(columns.map(({ id }) => id));
  const strange = before.split(' ').filter((word) => word !== '' && !own.has(word.slice(1)));
  const changes = columns
    .filter((column) => !isFixed(column))
    .flatMap(({ id, isOptional = false }) => {
      if (shown.includes(id) !== isOptional) return [];
      return [`${isOptional ? '+' : '-'}${id}`];
    });
  return [...strange, ...changes].join(' ');
}
