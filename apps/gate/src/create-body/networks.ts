import { Refusal } from '../refusal.js';
import type { Claims } from './claims.js';
import { textAt, textLike, words } from './plain-rules.js';
import { integer } from './plain-rules.js';
import { mapOf, record, type Rule } from './rule.js';

const NETWORK = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;
const ADDRESS = textLike(/^[0-9a-fA-F.:]{0,45}$/, 'an IP address');
/** Beside none, what the engine gives names to. "default" is its own bridge, by another name. */
const BUILT_IN = new Set(['host', 'default']);

/** endpoint is how a container stands in a network. */
export const endpoint = record({
  Aliases: words,
  IPAMConfig: record({ IPv4Address: ADDRESS, IPv6Address: ADDRESS }),
  GwPriority: integer(-1_000_000, 1_000_000),
});

/** networkMode reads the network that a container starts in: none, or one that is then looked for on the node. */
export function networkMode(claims: Claims): Rule {
  return (value, at) => {
    const name = textAt(value, at);
    if (name !== 'none') claimNetwork(claims, name, at);
    return name;
  };
}

export function endpoints(claims: Claims): Rule {
  return record({
    EndpointsConfig: mapOf((name, at) => {
      if (name !== 'none') claimNetwork(claims, name, at);
    }, nothingOr(endpoint)),
  });
}

function nothingOr(rule: Rule): Rule {
  return (value, at) => rule(value ?? {}, at);
}

function claimNetwork(claims: Claims, name: string, at: string): void {
  if (!NETWORK.test(name) || BUILT_IN.has(name)) {
    throw new Refusal(at, "only networks of the project, or of the node's policy, may be joined");
  }
  claims.networks.add(name);
}
