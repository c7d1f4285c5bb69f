import { bindAllowed } from '../policy/bind-allowed.js';
import type { GatePolicy } from '../policy/gate-policy.js';
import { Refusal } from '../refusal.js';
import type { Claims } from './claims.js';
import { pathInside, textAt } from './plain-rules.js';
import type { Rule } from './rule.js';

const VOLUME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;
/** Of a folder of the host; others change its labels, or what its mounts do to those of the host. */
const BIND_MODES = new Set(['rw', 'ro', 'rprivate']);
const VOLUME_MODES = new Set(['rw', 'ro', 'nocopy']);

/** bindRule reads `source:target[:mode]`, where the source is a path of the host or the name of a volume. */
export function bindRule(policy: GatePolicy, claims: Claims): Rule {
  return (value, at) => {
    const [source = '', target = '', mode = 'rw', ...more] = textAt(value, at).split(':');
    if (more.length > 0) throw new Refusal(at, 'it must be source:target[:mode]');
    pathInside(target, at);
    const modes = mode.split(',');
    const known = source.startsWith('/') ? BIND_MODES : VOLUME_MODES;
    const readOnly = modes.includes('ro');
    if (!modes.every((word) => known.has(word)) || (readOnly && modes.includes('rw'))) {
      throw new Refusal(at, 'its mode is none that is allowed');
    }
    if (source.startsWith('/')) checkSource(policy, source, readOnly, at);
    else claimVolume(policy, claims, source, at);
    return `${source}:${target}:${modes.join(',')}`;
  };
}

export function checkSource(policy: GatePolicy, source: string, readOnly: boolean, at: string): void {
  if (bindAllowed(policy, source, readOnly)) return;
  throw new Refusal(
    at,
    `its source is not among the binds of the node's policy${readOnly ? '' : ' for writing'}`,
  );
}

/** claimVolume takes a volume by its name, which is then looked for on the node. */
export function claimVolume(policy: GatePolicy, claims: Claims, name: string, at: string): void {
  if (!VOLUME.test(name))
    throw new Refusal(at, 'its source is neither an absolute path nor the name of a volume');
  if (!policy.volumes && !policy.shared_volumes.includes(name)) {
    throw new Refusal(at, "the node's policy allows no volumes");
  }
  claims.volumes.add(name);
}
