import { wishes, type Bounds, type Filter, type Wish } from '../filter.js';

export interface Condition {
  /** Over the column `metadata`; `1` when everything is let through. */
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** sqliteFilter writes a filter as SQL, every value as a parameter. */
export function sqliteFilter(filter: Filter): Condition {
  const parts = wishes(filter).map(fieldCondition);
  if (parts.length === 0) return { sql: '1', values: [] };
  return { sql: parts.map(({ sql }) => sql).join(' AND '), values: parts.flatMap(({ values }) => values) };
}

/** json_each gives the values of a list, the value of anything else, and nothing where there is no such field. */
function fieldCondition({ field, anyOf }: Wish): Condition {
  const parts = anyOf.map(valueCondition);
  const any = parts.map(({ sql }) => sql).join(' OR ');
  return {
    sql: `EXISTS (SELECT 1 FROM json_each(metadata, ?) AS e WHERE ${any})`,
    // The name has none of the characters that JSON would escape.
    values: [`$."${field}"`, ...parts.flatMap(({ values }) => values)],
  };
}

function valueCondition(wanted: string | boolean | Bounds): Condition {
  if (typeof wanted === 'boolean') return { sql: 'e.type = ?', values: [String(wanted)] };
  if (typeof wanted === 'string') return { sql: "(e.type = 'text' AND e.atom = ?)", values: [wanted] };
  const bounds = Object.entries(OPERATORS).flatMap(([name, operator]) => {
    const bound = wanted[name as keyof Bounds];
    return bound === undefined ? [] : [{ sql: `e.atom ${operator} ?`, bound }];
  });
  const all = bounds.map(({ sql }) => sql).join(' AND ');
  return { sql: `(e.type IN ('integer', 'real') AND ${all})`, values: bounds.map(({ bound }) => bound) };
}
