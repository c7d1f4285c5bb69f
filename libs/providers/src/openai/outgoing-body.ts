import { isJsonObject, type JsonValue } from '@app/kernel';
import type { ModelCall } from '../provider.js';
import { spliceTopLevel } from '../wire/json-splice.js';

export interface OutgoingBody {
  readonly bytes: Buffer;
  /** True when the gateway asked for a usage chunk that the client did not ask for. */
  readonly usageAdded: boolean;
}

/** outgoingBody is the client's own bytes; only a renamed model and a request for usage are spliced in. */
export function outgoingBody(call: ModelCall, askForUsage: boolean): OutgoingBody {
  const edits: Record<string, JsonValue> = {};
  if (call.body['model'] !== call.model) edits['model'] = call.model;
  const options = call.body['stream_options'] ?? {};
  const usageAdded = askForUsage && isJsonObject(options) && options['include_usage'] !== true;
  if (usageAdded) edits['stream_options'] = { ...options, include_usage: true };
  const changed = Object.keys(edits).length > 0;
  return { bytes: changed ? spliceTopLevel(call.bytes, edits) : call.bytes, usageAdded };
}
