import { UpstreamHeaders } from '../../upstream-headers.js';
import { ResponseParser } from './response-parser.js';

export interface Parsed {
  readonly outcome: 'complete' | 'incomplete' | 'malformed';
  readonly reason: string | undefined;
  readonly status: number | undefined;
  /** name, value, name, value, … */
  readonly fields: readonly string[];
  readonly body: Buffer;
  /** What came after the response. */
  readonly rest: Buffer;
}

const BEFORE = 3;
/** What an earlier read may have left behind: a head, chunks and a body that must not be believed. */
const STALE = Buffer.from('\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');

/** parseInPieces reads one response from `bytes` cut at the given positions, then lets the connection end. */
export function parseInPieces(bytes: Buffer, cuts: readonly number[] = []): Parsed {
  const parser = new ResponseParser();
  const body: Buffer[] = [];
  const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  let at = 0;
  for (const [place, from] of edges.slice(0, -1).entries()) {
    if (parser.complete || parser.failure !== undefined) break;
    const piece = bytes.subarray(from, edges[place + 1]);
    const lent = Buffer.concat([Buffer.alloc(BEFORE), piece, STALE]);
    at = from + parser.read(lent, BEFORE, BEFORE + piece.length) - BEFORE;
    body.push(Buffer.from(lent.subarray(parser.bodyFrom, parser.bodyTo)));
  }
  return { ...ending(parser), body: Buffer.concat(body), rest: bytes.subarray(at) };
}

function ending(parser: ResponseParser): Omit<Parsed, 'body' | 'rest'> {
  const complete = parser.failure === undefined && parser.end();
  const fields: string[] = [];
  (parser.head?.headers ?? new UpstreamHeaders([])).forEach((name, value) => fields.push(name, value));
  return {
    outcome: complete ? 'complete' : parser.failure === undefined ? 'incomplete' : 'malformed',
    reason: parser.failure?.reason,
    status: parser.head?.status,
    fields,
  };
}
