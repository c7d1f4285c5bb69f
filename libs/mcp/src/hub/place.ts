import type { Principal } from '../policy/tool-policy.js';

interface Placed {
  readonly session: string | undefined;
  readonly principal: Principal;
}

/**
 * placeOf names for whom a server that is not shared runs: a legacy session, or everything that one modern client, which
 * has no sessions, wants of it. No session id has a space in it.
 */
export function placeOf({ session, principal }: Placed): string {
  return session ?? `principal ${principal.id}`;
}
