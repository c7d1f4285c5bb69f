import { isJsonObject } from '@app/kernel';
import { providerError } from '../provider-error.js';
import type { Observation, WholeReply } from '../provider.js';
import type { UpstreamHeaders } from '../transport/upstream-headers.js';
import { upstreamFailure } from '../upstream-failure.js';
import { jsonIn } from './json-in.js';
import { passedHeaders } from './passed-headers.js';
import { noteFacts } from './reply-facts.js';
import { errorIn } from './reported-error.js';

/**
 * wholeReplyOf reads along in a reply whose bytes stay as they are. An error under status 200, as LM Studio and
 * SGLang send one, is thrown as the DomainError that it means; a body that is no JSON object is `upstream_malformed`.
 */
export function wholeReplyOf(bytes: Buffer, headers: UpstreamHeaders, upstream: string): WholeReply {
  const value = jsonIn(bytes.toString('utf8'));
  if (!isJsonObject(value)) {
    const message = `The upstream "${upstream}" sent a reply that is not a JSON object.`;
    throw providerError('upstream_malformed', message, { upstream });
  }
  const error = errorIn(value);
  if (error !== undefined) throw upstreamFailure(upstream, { ...error, status: error.status ?? 502 });
  const observed: Observation = {};
  noteFacts(value, observed);
  const contentType = headers.get('content-type') ?? 'application/json';
  return { kind: 'whole', bytes, contentType, headers: passedHeaders(headers), observed };
}
