import type { GatePolicy } from '../policy/gate-policy.js';
import { imageAllowed, isImageId } from '../policy/image-allowed.js';
import { Refusal } from '../refusal.js';
import type { Claims } from './claims.js';
import { textAt } from './plain-rules.js';
import type { Rule } from './rule.js';

/** imageRule reads what a container runs: a name that the policy allows, or the id of an image that bears such a name. */
export function imageRule(policy: GatePolicy, claims: Claims): Rule {
  return (value, at) => {
    const reference = textAt(value, at);
    if (isImageId(reference)) claims.imageIds.add(reference);
    else if (!imageAllowed(policy, reference)) {
      throw new Refusal(at, "it is not among the images of the node's policy");
    }
    return reference;
  };
}
