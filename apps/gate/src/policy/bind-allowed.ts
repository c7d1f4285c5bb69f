import { isPlainPath, isWithin } from './bind-sources.js';
import type { GatePolicy } from './gate-policy.js';

/**
 * bindAllowed tells whether a container may have the host's `source`. A source that the policy names for reading may be
 * given with all that is below it, for reading. One that may be written is given as it is named or not at all: below
 * it, a container could have left a link to anywhere, which the engine would follow.
 */
export function bindAllowed({ binds }: GatePolicy, source: string, readOnly: boolean): boolean {
  if (!isPlainPath(source)) return false;
  const named = binds.find((bind) => bind.source === source);
  if (named !== undefined) return readOnly || !named.read_only;
  const above = binds.filter((bind) => isWithin(bind.source, source));
  return readOnly && above.length > 0 && above.every((bind) => bind.read_only);
}
