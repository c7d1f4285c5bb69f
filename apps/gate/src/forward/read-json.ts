import type { IncomingMessage } from 'node:http';
import type { JsonValue } from '@app/kernel';
import { Refusal } from '../refusal.js';

const LARGEST_BODY = 1024 * 1024;

/** readJson reads a request's body whole; throws a Refusal when it is no JSON in UTF-8, or larger than 1 MiB. */
export async function readJson(request: IncomingMessage): Promise<JsonValue> {
  if (request.headers['content-type'] !== 'application/json') {
    throw new Refusal('the body', 'it has to be application/json', 415);
  }
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LARGEST_BODY) throw new Refusal('the body', 'it is larger than 1 MiB', 413);
    parts.push(part);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts))) as JsonValue;
  } catch {
    throw new Refusal('the body', 'it is no JSON', 400);
  }
}
