import { LABELS } from '@app/docker';
import { anyMatches, type JsonObject } from '@app/kernel';
import type { GatePolicy } from '../policy/gate-policy.js';
import { Refusal } from '../refusal.js';
import { text } from './plain-rules.js';
import { mapOf, type Rule } from './rule.js';

const ALWAYS = ['com.docker.compose.*', 'switchyard.*'];

/**
 * labels reads what an object is marked with. The project must be the policy's own. Labels steer other programs of a
 * node, so those that are neither Compose's nor ours have to be allowed. `service` wants a service as well.
 */
export function labels(policy: GatePolicy, { service = false } = {}): Rule {
  const allowed = [...ALWAYS, ...policy.labels];
  const read = mapOf((name, at) => {
    if (!anyMatches(allowed, name))
      throw new Refusal(at, "a label is not among the labels of the node's policy");
  }, text);
  return (value, at) => {
    const written = read(value, at) as JsonObject;
    if (written[LABELS.project] !== policy.project) {
      throw new Refusal(`${at}.${LABELS.project}`, 'it is not the project of this node');
    }
    if (service && !written[LABELS.service])
      throw new Refusal(`${at}.${LABELS.service}`, 'it has to be there');
    return written;
  };
}
