import type { JsonValue } from '@app/kernel';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN = new Set([0x7b, 0x5b]);
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const CLOSE_ARRAY = 0x5d;

interface Member {
  readonly key: string;
  readonly valueStart: number;
  readonly valueEnd: number;
}

/**
 * spliceTopLevel replaces or adds top-level members in the text of a JSON object and leaves every other byte
 * as it was: big integers, `1.0`, escapes and spacing survive. A key that stands there twice is replaced in
 * both places, so that it does not matter which one a reader takes. New members come last.
 *
 * `bytes` must be the text of a JSON object that a parser has accepted.
 */
export function spliceTopLevel(bytes: Buffer, edits: Readonly<Record<string, JsonValue>>): Buffer {
  const pieces: Buffer[] = [];
  const missing = new Set(Object.keys(edits));
  let copied = 0;
  let end = bytes.indexOf(OPEN_OBJECT) + 1;
  let empty = true;
  for (const { key, valueStart, valueEnd } of topLevelMembers(bytes)) {
    empty = false;
    end = valueEnd;
    if (!Object.hasOwn(edits, key)) continue;
    missing.delete(key);
    pieces.push(bytes.subarray(copied, valueStart), Buffer.from(JSON.stringify(edits[key])));
    copied = valueEnd;
  }
  const added = [...missing].map((key) => `${JSON.stringify(key)}:${JSON.stringify(edits[key])}`).join(',');
  pieces.push(bytes.subarray(copied, end));
  if (added !== '') pieces.push(Buffer.from(empty ? added : `,${added}`));
  pieces.push(bytes.subarray(end));
  return Buffer.concat(pieces);
}

function* topLevelMembers(bytes: Buffer): Generator<Member> {
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN_OBJECT) throw notAnObject();
  for (at = skipSpace(bytes, at + 1); bytes[at] !== CLOSE_OBJECT; at = skipSpace(bytes, at)) {
    if (bytes[at] === COMMA) at = skipSpace(bytes, at + 1);
    const keyEnd = stringEnd(bytes, at);
    const colon = skipSpace(bytes, keyEnd);
    if (bytes[colon] !== COLON) throw notAnObject();
    const valueStart = skipSpace(bytes, colon + 1);
    const valueEnd = endOfValue(bytes, valueStart);
    yield { key: JSON.parse(bytes.toString('utf8', at, keyEnd)) as string, valueStart, valueEnd };
    at = valueEnd;
  }
}

function endOfValue(bytes: Buffer, start: number): number {
  const first = bytes[start];
  if (first === QUOTE) return stringEnd(bytes, start);
  if (first !== undefined && OPEN.has(first)) return nestedEnd(bytes, start);
  let at = start;
  while (at < bytes.length && !isSpace(bytes[at]) && !endsScalar(bytes[at])) at += 1;
  return at;
}

function nestedEnd(bytes: Buffer, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = stringEnd(bytes, at) - 1;
    else if (OPEN.has(byte)) depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw notAnObject();
}

/** stringEnd returns the index after the closing quote of the string that opens at `open`. */
function stringEnd(bytes: Buffer, open: number): number {
  if (bytes[open] !== QUOTE) throw notAnObject();
  for (let quote = bytes.indexOf(QUOTE, open + 1); quote !== -1; quote = bytes.indexOf(QUOTE, quote + 1)) {
    let before = quote - 1;
    while (bytes[before] === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
  throw notAnObject();
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at += 1;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function endsScalar(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;
}

function notAnObject(): TypeError {
  return new TypeError('spliceTopLevel wants the text of one JSON object.');
}
