const MAX_DEPTH = 64;

/**
 * canonicalJson writes a JSON value the one way that RFC 8785 knows: no white space, keys in the order of their
 * UTF-16 code units, numbers and strings as ECMAScript writes them. Members that are undefined are left out.
 * It throws a TypeError on what JSON cannot hold: a lone surrogate, NaN, a date, a function, nesting beyond 64.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) throw new TypeError(`is nested deeper than ${MAX_DEPTH}`);
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('holds a number without end');
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (isPlainObject(value)) return canonicalObject(value, depth);
  throw new TypeError('holds a value that JSON cannot hold');
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('holds half a character (a lone surrogate)');
  return JSON.stringify(text);
}

function canonicalObject(object: Record<string, unknown>, depth: number): string {
  const members: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value !== undefined) members.push(`${canonicalString(key)}:${canonicalJson(value, depth + 1)}`);
  }
  return `{${members.join(',')}}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}
