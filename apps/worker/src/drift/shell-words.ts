const WORD = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs;
const PART = /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'|[^"'\\]+/gs;

/** shellWords splits a command as Compose does, which expands nothing; undefined for a quote that never ends. */
export function shellWords(text: string): string[] | undefined {
  const words = text.match(WORD) ?? [];
  if (text.replace(WORD, '').trim() !== '') return undefined;
  return words.map((word) => word.replace(PART, unquoted));
}

function unquoted(
  whole: string,
  escaped: string | undefined,
  double: string | undefined,
  single: string | undefined,
): string {
  if (escaped !== undefined) return escaped;
  if (double !== undefined) return double.replace(/\\(["\\])/g, '$1');
  return single ?? whole;
}
