import type { Exchange } from '@app/http';
import { isJsonObject, type JsonObject } from '@app/kernel';
import type { RequestId } from '../legacy/request-ids.js';

/** PlainCall is a `tools/call` of the most common form. */
export interface PlainCall {
  readonly id: RequestId;
  readonly name: string;
  readonly params: JsonObject;
  readonly meta: JsonObject | undefined;
}

const MEMBERS = ['jsonrpc', 'id', 'method', 'params'];
/** What these ask for, or bring back, is the SDK's to read. */
const NOT_PLAIN = ['inputResponses', 'requestState', 'task'];
const JSON_TYPE = /^application\/json(?: *;|$)/i;

/**
 * plainCall reads an exchange as a plain call of either era; undefined for everything else, however slightly it differs,
 * which is not to say that anything is wrong with it: the SDK decides that.
 */
export function plainCall({ request, body }: Exchange): PlainCall | undefined {
  const { 'content-type': type, accept } = request.headers;
  if (!isJsonObject(body) || body['method'] !== 'tools/call' || body['jsonrpc'] !== '2.0') return undefined;
  if (request.method !== 'POST' || type === undefined || !JSON_TYPE.test(type) || !takesBoth(accept))
    return undefined;
  const { id, params } = body;
  if (!isRequestId(id) || !isJsonObject(params) || !hasOnly(body, MEMBERS)) return undefined;
  const { name, arguments: given, _meta: meta } = params;
  if (typeof name !== 'string' || !isObjectOrAbsent(given) || !isObjectOrAbsent(meta)) return undefined;
  if (NOT_PLAIN.some((member) => member in params)) return undefined;
  return { id, name, params, meta };
}

/** A client that takes but one of the two is refused in some eras. */
function takesBoth(accept: string | undefined): boolean {
  return accept !== undefined && accept.includes('application/json') && accept.includes('text/event-stream');
}

function isRequestId(id: unknown): id is RequestId {
  return typeof id === 'string' || Number.isSafeInteger(id);
}

function isObjectOrAbsent(value: unknown): value is JsonObject | undefined {
  return value === undefined || isJsonObject(value);
}

function hasOnly(body: JsonObject, members: readonly string[]): boolean {
  for (const member in body) if (!members.includes(member)) return false;
  return true;
}
