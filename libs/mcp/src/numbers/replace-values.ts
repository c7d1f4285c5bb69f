import { exactNumber, isExactNumber } from './exact-json.js';

type Holder = Record<string, unknown>;

/**
 * replaceValues puts what `replacement` returns in the place of each value inside `root`, which is changed; undefined
 * leaves a value. Without recursion: a text of JSON can be nested deeper than the stack is.
 */
export function replaceValues(root: unknown, replacement: (value: unknown) => unknown): void {
  const left: unknown[] = [root];
  while (left.length > 0) {
    const holder = left.pop();
    if (typeof holder !== 'object' || holder === null || isExactNumber(holder)) continue;
    for (const name of Object.keys(holder)) {
      const value = (holder as Holder)[name];
      const other = replacement(value);
      if (other !== undefined) define(holder, name, other);
      else if (typeof value === 'object') left.push(value);
    }
  }
}

/** roundNumbers makes plain numbers of the exact ones inside `root`: for what reads them, which knows no others. */
export function roundNumbers(root: unknown): void {
  replaceValues(root, (value) => (isExactNumber(value) ? Number(value.rawJSON) : undefined));
}

/** restoreNumbers makes exact numbers of the texts that begin with `mark`. */
export function restoreNumbers(root: unknown, mark: string): void {
  replaceValues(root, (value) =>
    typeof value === 'string' && value.startsWith(mark) ? exactNumber(value.slice(mark.length)) : undefined,
  );
}

/** A member may have any name, that of the prototype as well. */
function define(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
}
