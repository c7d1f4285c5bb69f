/** anyMatches tells whether one of the patterns matches the whole text; `*` stands for any run of characters. */
export function anyMatches(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => pattern === '*' || matches(pattern, text));
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
