import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallerClaims } from './caller-claims.js';

interface ClaimedRequest {
  readonly id: string;
  readonly claims: CallerClaims;
}

const current = new AsyncLocalStorage<ClaimedRequest>();

/** underClaims does `work`, and what comes of it, with the claims of the request of that id at hand. */
export function underClaims<T>(id: string, claims: CallerClaims | undefined, work: () => T): T {
  return claims === undefined ? work() : current.run({ id, claims }, work);
}

/**
 * claimsOf returns what the caller of the request of that id said, within its work. Undefined within the work of any
 * other: what was begun by one request and serves another must not carry the claims over.
 */
export function claimsOf(id: string | undefined): CallerClaims | undefined {
  const request = current.getStore();
  return request !== undefined && request.id === id ? request.claims : undefined;
}
