import { UpstreamHeaders } from '../../upstream-headers.js';
import { MalformedResponse } from './malformed-response.js';

const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const LF = 0x0a;
const COLON = 0x3a;
/** RFC 9110 section 5.1: the characters of a token. */
const IN_NAME = charactersOf(/[!#$%&'*+\-.^_`|~0-9A-Za-z]/);
/** RFC 9110 section 5.5: visible characters, spaces, tabs and obs-text. */
const IN_VALUE = charactersOf(/[\t -~\x80-\xff]/);

/** headerFields reads header lines of Latin-1 text, each with its CRLF, from position `at` to the end. */
export function headerFields(text: string, at: number): UpstreamHeaders {
  // Latin-1 keeps its length in lower case, so positions are the same in both.
  const lower = text.toLowerCase();
  const pairs: string[] = [];
  for (let start = at; start < text.length;) {
    const colon = endOfName(text, start);
    const end = endOfValue(text, colon + 1);
    pairs.push(lower.slice(start, colon), trimmed(text, colon + 1, end));
    start = end + 2;
  }
  return new UpstreamHeaders(pairs);
}

function endOfName(text: string, start: number): number {
  let at = start;
  while (IN_NAME[text.charCodeAt(at)] === true) at += 1;
  if (at > start && text.charCodeAt(at) === COLON) return at;
  if (isSpace(text.charCodeAt(start))) throw new MalformedResponse('a folded header line');
  throw new MalformedResponse('a header name that is no token');
}

function endOfValue(text: string, start: number): number {
  let at = start;
  while (IN_VALUE[text.charCodeAt(at)] === true) at += 1;
  if (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF) return at;
  throw new MalformedResponse('a control character in a header value');
}

function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** charactersOf is a table by character code: one look-up is a third of a pattern's match. */
function charactersOf(pattern: RegExp): readonly boolean[] {
  return Array.from({ length: 256 }, (_, code) => pattern.test(String.fromCharCode(code)));
}
