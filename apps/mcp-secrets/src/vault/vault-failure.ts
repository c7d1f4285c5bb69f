import { DomainError, isJsonObject } from '@app/kernel';
import type { JsonAnswer } from '@app/tool-server';

const UPSTREAM = { upstream: 'Vault' };

/**
 * vaultFailure is what an answer that is no success means for somebody who wanted `deed`. Nothing of what Vault said is
 * in it, for that may hold what Vault was sent.
 */
export function vaultFailure({ status, headers, body }: JsonAnswer, deed: string): DomainError {
  if (status === 400 && complains(body, /check-and-set parameter/)) return casRefused(body, deed);
  if (status === 403) {
    const reasons = "the token's policy does not allow it, or the token is no longer valid";
    return failure('vault_denied', `Vault denies to ${deed}: ${reasons}`);
  }
  if (status === 404) return failure('vault_not_found', `Vault found nothing there to ${deed}`);
  if (status === 429) return limited(headers['retry-after']);
  if (status === 412) return failure('vault_behind', 'Vault has not yet caught up with a change; try again');
  if (status === 503)
    return failure('vault_sealed', 'Vault is sealed, or not ready yet; an operator must unseal it');
  if (status === 472 || status === 473)
    return failure('vault_standby', 'VAULT_ADDR is a standby, which does not serve this');
  if (status >= 300 && status < 400) {
    const wanted = 'VAULT_ADDR must be the active node, or something that leads to it';
    return failure('vault_standby', `Vault answered with a redirect, as a standby does; ${wanted}`);
  }
  if (status >= 500) return failure('vault_failed', `Vault failed to ${deed} (status ${status})`);
  return failure('vault_refused', `Vault refused to ${deed} (status ${status})`);
}

/** complains tells whether one of Vault's `errors` matches. */
function complains(body: unknown, pattern: RegExp): boolean {
  const errors = isJsonObject(body) ? body['errors'] : undefined;
  return Array.isArray(errors) && errors.some((text) => typeof text === 'string' && pattern.test(text));
}

function casRefused(body: unknown, deed: string): DomainError {
  const required = complains(body, /required/);
  const message = required
    ? `this secret can only be changed with the version that it has; read it, and ${deed} with that`
    : 'the secret is at another version; read it again before changing it';
  return new DomainError(required ? 'cas_required' : 'cas_mismatch', message, { ...UPSTREAM, param: 'cas' });
}

function limited(header: string | undefined): DomainError {
  const retryAfter = /^\d{1,6}$/.test(header ?? '') ? Number(header) : undefined;
  const when = retryAfter === undefined ? 'later' : `in ${retryAfter} s`;
  const details = retryAfter === undefined ? UPSTREAM : { ...UPSTREAM, retryAfter };
  return new DomainError('vault_busy', `Vault limits how often it may be asked; try again ${when}`, details);
}

function failure(code: string, message: string): DomainError {
  return new DomainError(code, message, UPSTREAM);
}
