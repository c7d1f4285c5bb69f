import { diffArrays } from 'diff';

/** One piece of a text that is shown: as it is, or a character that would not be seen, by its name. */
export interface Piece {
  readonly text: string;
  readonly side: 'both' | 'before' | 'after';
  /** It stands for a character that cannot be seen or that turns text around. */
  readonly hidden?: string;
}

const TOKEN = /\\u[0-9a-f]{4}|\\.|[\p{L}\p{N}_]+|\s+|[^]/gu;
const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\\"', '"'],
  ['\\\\', '\\'],
  ['\\/', '/'],
  ['\\n', '↵\n'],
  ['\\r', ''],
  ['\\t', '\t'],
]);

const NAMES: ReadonlyMap<string, string> = new Map([
  ['00a0', 'no-break space'],
  ['00ad', 'soft hyphen'],
  ['061c', 'Arabic letter mark'],
  ['200b', 'zero-width space'],
  ['200c', 'zero-width non-joiner'],
  ['200d', 'zero-width joiner'],
  ['200e', 'left-to-right mark'],
  ['200f', 'right-to-left mark'],
  ['2028', 'line separator'],
  ['2029', 'paragraph separator'],
  ['202a', 'left-to-right embedding'],
  ['202b', 'right-to-left embedding'],
  ['202c', 'end of direction'],
  ['202d', 'left-to-right override'],
  ['202e', 'right-to-left override'],
  ['2060', 'word joiner'],
  ['2066', 'left-to-right isolate'],
  ['2067', 'right-to-left isolate'],
  ['2068', 'first strong isolate'],
  ['2069', 'end of isolate'],
  ['feff', 'byte order mark'],
]);

/**
 * wordsDiff compares two texts of JSON word by word. The router has written what cannot be seen as `\u202e`; here each
 * of these is a piece of its own with a name, and the other escapes are the characters that they stand for.
 */
export function wordsDiff(before: string | undefined, after: string | undefined): Piece[] {
  const parts = diffArrays(tokensOf(before ?? ''), tokensOf(after ?? ''));
  return parts.flatMap(({ value, added, removed }) => {
    const side = added ? 'after' : removed ? 'before' : 'both';
    return joined(value.map((token) => pieceOf(token, side)));
  });
}

function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

function pieceOf(token: string, side: Piece['side']): Piece {
  const code = /^\\u([0-9a-f]{4})$/.exec(token)?.[1];
  if (code !== undefined) return { text: `U+${code.toUpperCase()}`, side, hidden: hiddenName(code) };
  return { text: SIMPLE.get(token) ?? token, side };
}

/** Tags, which spell out text that nobody sees, are pairs that begin so. */
function hiddenName(code: string): string {
  if (code === 'db40') return 'tag character, first half';
  if (/^d[c-f]/.test(code)) return 'tag character, second half';
  return NAMES.get(code) ?? 'a character that cannot be seen';
}

function joined(pieces: readonly Piece[]): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last === undefined || last.hidden !== undefined || piece.hidden !== undefined) all.push(piece);
    else all[all.length - 1] = { ...last, text: last.text + piece.text };
  }
  return all;
}

const FIELDS: ReadonlyMap<string, string> = new Map([
  ['name', 'Name'],
  ['title', 'Title'],
  ['description', 'Description'],
  ['inputSchema', 'Input schema'],
  ['outputSchema', 'Output schema'],
  ['annotations', 'Annotations'],
]);

/** placeOf is a pointer into a definition in words: its field, and the place in that. */
export function placeOf(pointer: string): { readonly field: string; readonly within: string } {
  const [, field = '', ...rest] = pointer.split('/');
  return {
    field: FIELDS.get(field) ?? (field || 'Definition'),
    within: rest.join(' › ').replaceAll('~1', '/').replaceAll('~0', '~'),
  };
}
