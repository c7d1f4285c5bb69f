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
  const renamed = call.body['model'] !== call.model;
  const options = call.body['stream_options'] ?? {};
  const usageAdded = askForUsage && isJsonObject(options) && options['include_usage'] !== true;
  if (!renamed && !usageAdded) return { bytes: call.bytes, usageAdded };
  const edits: Record<string, JsonValue> = {};
  if (renamed) edits['model'] = call.model;
  if (usageAdded) edits['stream_options'] = { ...options, include_usage: true };
  return { bytes: spliceTopLevel(call.bytes, edits), usageAdded };
}
