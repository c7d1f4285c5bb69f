import type { Principal } from '@app/mcp';

/** isSame compares what a principal may do then and now. */
export function isSame(then: Principal, now: Principal | undefined): boolean {
  return then.id === now?.id && then.tools.join('\n') === now.tools.join('\n');
}
