import type { JsonObject, JsonValue } from '@app/kernel';
import type { GatePolicy } from '../policy/gate-policy.js';
import { Refusal } from '../refusal.js';
import { labels } from './labels.js';
import { endpoint } from './networks.js';
import { bool, oneOf, textAt, textLike } from './plain-rules.js';
import { record, type Rule } from './rule.js';

const RESERVED = new Set(['host', 'none', 'bridge', 'default', 'ingress']);
const NAME = textLike(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/, 'the name of a network');
const CONTAINER = textLike(/^[0-9a-f]{64}$/, 'the whole id of a container');

const ownName: Rule = (value, at) => {
  if (RESERVED.has(textAt(value, at))) throw new Refusal(at, "it is the engine's own");
  return NAME(value, at);
};

/**
 * networkBody reads the body of `POST /networks/create`: a bridge with addresses of the engine's choice, because a network
 * of somebody else's choice can take traffic away that is not its own. Two networks never get one name.
 */
export function networkBody(policy: GatePolicy, given: JsonValue): JsonObject {
  const read = record(
    {
      Name: ownName,
      Labels: labels(policy),
      Driver: oneOf('', 'bridge'),
      CheckDuplicate: bool,
      EnableIPv4: bool,
      EnableIPv6: bool,
      Internal: bool,
      Attachable: bool,
      IPAM: record({ Driver: oneOf('', 'default') }),
    },
    'Name',
    'Labels',
  );
  return { ...(read(given, '') as JsonObject), CheckDuplicate: true };
}

export interface Connection {
  readonly container: string;
  readonly body: JsonValue;
}

/** connectBody reads the body of a connect; disconnectBody that of the opposite. */
export function connectBody(given: JsonValue): Connection {
  return connection(given, { Container: CONTAINER, EndpointConfig: endpoint });
}

export function disconnectBody(given: JsonValue): Connection {
  return connection(given, { Container: CONTAINER, Force: bool });
}

function connection(given: JsonValue, rules: Readonly<Record<string, Rule>>): Connection {
  const body = record(rules, 'Container')(given, '') as JsonObject;
  return { container: body['Container'] as string, body };
}
