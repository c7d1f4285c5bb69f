import type { JsonObject, JsonValue } from '@app/kernel';
import type { GatePolicy } from '../policy/gate-policy.js';
import { Refusal } from '../refusal.js';
import { labels } from './labels.js';
import { oneOf, textLike } from './plain-rules.js';
import { record } from './rule.js';

const NAME = textLike(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/, 'the name of a volume');

/** volumeBody reads the body of `POST /volumes/create`: a plain folder of the engine's, without options of a driver. */
export function volumeBody(policy: GatePolicy, given: JsonValue): JsonObject {
  if (!policy.volumes) throw new Refusal('POST /volumes/create', "the node's policy allows no volumes");
  const read = record({ Name: NAME, Labels: labels(policy), Driver: oneOf('', 'local') }, 'Name', 'Labels');
  return read(given, '') as JsonObject;
}
