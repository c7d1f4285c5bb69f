/** matches tells whether a scope's pattern, in which `*` stands for any run of characters, is true of the whole name. */
export function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === name;
  if (!name.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

/** patternsIn are those that were typed, one a line or beside each other. */
export function patternsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((pattern) => pattern !== ''))];
}

export interface Reach {
  /** The names that any of the patterns is true of. */
  readonly found: readonly string[];
  /** The patterns that are true of no name that is there. */
  readonly idle: readonly string[];
}

/** reachOf is what patterns are true of among the names that are there now. */
export function reachOf(patterns: readonly string[], names: readonly string[]): Reach {
  const found = names.filter((name) => patterns.some((pattern) => matches(pattern, name)));
  const idle = patterns.filter((pattern) => !names.some((name) => matches(pattern, name)));
  return { found, idle };
}

/** reachesInto tells whether a scope's pattern could be true of any name that begins so. */
export function reachesInto(pattern: string, beginning: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  return first.startsWith(beginning) || (rest.length > 0 && beginning.startsWith(first));
}
