/**
 * Patterns over names, as scopes and allow lists have them: `*` stands for any run of characters, everything else for
 * itself, and a pattern matches the whole name or not at all.
 */

/** anyMatches tells whether one of the patterns matches the whole text. */
export function anyMatches(patterns: readonly string[], text: string): boolean {
  return matchOf(patterns, text) !== undefined;
}

/** matchOf returns the first of the patterns that matches the whole text. */
export function matchOf(patterns: readonly string[], text: string): string | undefined {
  return patterns.find((pattern) => pattern === '*' || matches(pattern, text));
}

/** reachOf returns the first of the patterns that matches any text which begins with `start` and goes on. */
export function reachOf(patterns: readonly string[], start: string): string | undefined {
  return patterns.find((pattern) => {
    const star = pattern.indexOf('*');
    if (star < 0) return pattern.length > start.length && pattern.startsWith(start);
    const head = pattern.slice(0, star);
    return head.startsWith(start) || start.startsWith(head);
  });
}

function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
