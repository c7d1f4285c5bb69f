import { isJsonObject } from '@app/kernel';
import { providerError } from '../provider-error.js';
import type { Observation, WholeReply } from '../provider.js';
import { collectBody } from '../transport/collect-body.js';
import type { UpstreamResponse } from '../transport/upstream-exchange.js';
import { upstreamFailure } from '../upstream-failure.js';
import { jsonIn } from './json-in.js';
import { passedHeaders } from './passed-headers.js';
import { noteFacts } from './reply-facts.js';
import { errorIn } from './reported-error.js';

const LARGEST_REPLY = 64 * 1024 * 1024;

/**
 * readWholeReply returns the reply's own bytes. An error under status 200, as LM Studio and SGLang send one, is
 * thrown as the DomainError that it means; a body that is no JSON object is `upstream_malformed`.
 */
export async function readWholeReply(response: UpstreamResponse, upstream: string): Promise<WholeReply> {
  const bytes = await collectBody(response.body, LARGEST_REPLY, upstream);
  const value = jsonIn(bytes.toString('utf8'));
  if (!isJsonObject(value)) {
    const message = `The upstream "${upstream}" sent a reply that is not a JSON object.`;
    throw providerError('upstream_malformed', message, { upstream });
  }
  const error = errorIn(value);
  if (error !== undefined) throw upstreamFailure(upstream, { ...error, status: error.status ?? 502 });
  const observed: Observation = {};
  noteFacts(value, observed);
  const contentType = String(response.headers['content-type'] ?? 'application/json');
  return { kind: 'whole', bytes, contentType, headers: passedHeaders(response.headers), observed };
}
