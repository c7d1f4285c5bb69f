import type { GatePolicy } from '../policy/gate-policy.js';
import { Refusal } from '../refusal.js';
import { textAt, textLike } from './plain-rules.js';
import { listOf, type Rule } from './rule.js';

const CAPABILITY = /^(?:CAP_)?[A-Z][A-Z_]{1,30}$/i;
const NO_NEW_PRIVILEGES = /^no-new-privileges(?:[:=]true)?$/;

/** capAdd reads what the container may do beyond the engine's defaults: what the policy lists. */
export function capAdd({ cap_add: allowed }: GatePolicy): Rule {
  return listOf((value, at) => {
    const name = textAt(value, at).toUpperCase().replace(/^CAP_/, '');
    if (!allowed.includes(name))
      throw new Refusal(at, "it is not among the capabilities of the node's policy");
    return name;
  });
}

export const capDrop: Rule = listOf(textLike(CAPABILITY, 'a capability'));

/** securityOpt accepts what takes privileges away, and nothing that gives any. */
export const securityOpt: Rule = listOf((value, at) => {
  if (!NO_NEW_PRIVILEGES.test(textAt(value, at))) throw new Refusal(at, 'it may say no-new-privileges alone');
  return 'no-new-privileges:true';
});
