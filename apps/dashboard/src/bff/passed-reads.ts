import type { IncomingMessage } from 'node:http';
import { DomainError, type JsonObject } from '@app/kernel';
import { wholeText } from '../upstreams/whole-text.js';
import type { OpenedCall, PassedCall, PassThrough } from './pass-through.js';
import { answeredHeaders } from './passed-headers.js';
import type { ReadCaller } from './read-caller.js';
import type { ReadPart } from './read-part.js';

/** What is read of an answer that is no part of several: as much as of any that the dashboard looks at. */
const LARGEST_READ = 16 * 1024 * 1024;
const JSON_TYPE = /^application\/([a-z]+\+)?json\s*(;|$)/i;

/** PassedReads reads whole answers of upstreams, by the way of everything that is passed. */
export class PassedReads {
  constructor(private readonly passing: Pick<PassThrough, 'open'>) {}

  /** read throws `not_gathered` for what is no JSON or has more bytes than `largest`, and what PassThrough throws. */
  async read(
    { session, requestId, signal }: ReadCaller,
    { upstream, sent, body }: PassedCall,
    largest = LARGEST_READ,
  ): Promise<ReadPart> {
    const call = { upstream, sent, requestId, signal, ...asked(body) };
    const answer = await this.passing.open(session, call);
    refuseUnfit(answer, largest);
    const reading = { upstream, signal, largest, tooLarge: () => tooLarge(largest) };
    const text = await wholeText(answer, reading);
    const { 'content-length': _, ...headers } = answeredHeaders(upstream, answer.headers);
    return { status: answer.statusCode ?? 502, headers, body: text };
  }
}

/** A body makes it a call that only looks. */
function asked(body: JsonObject | undefined): Pick<OpenedCall, 'method' | 'headers' | 'bytes'> {
  const accept = 'application/json';
  if (body === undefined) return { method: 'GET', headers: { accept } };
  const bytes = Buffer.from(JSON.stringify(body));
  return { method: 'POST', headers: { accept, 'content-type': 'application/json' }, bytes };
}

/** What is not read is not waited for: a stream has no end. */
function refuseUnfit(answer: IncomingMessage, largest: number): void {
  const { 'content-type': type = '', 'content-length': length = '0' } = answer.headers;
  if (JSON_TYPE.test(type) && Number(length) <= largest) return;
  answer.destroy();
  if (Number(length) > largest) throw tooLarge(largest);
  throw new DomainError('not_gathered', 'a stream or a file goes alone');
}

export function tooLarge(largest: number): DomainError {
  return new DomainError('not_gathered', `an answer of more than ${largest} bytes goes alone`);
}
