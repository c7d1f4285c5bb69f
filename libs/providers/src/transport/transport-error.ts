import { DomainError } from '@app/kernel';
import { providerError, type ProviderErrorCode } from '../provider-error.js';
import { MalformedResponse } from './http1/response/malformed-response.js';

/** How far a call had come: no connection yet, request under way, response under way. */
export type Phase = 'connect' | 'answer' | 'body';

const TLS_CODE =
  /^(?:ERR_SSL_|ERR_TLS_|ERR_OSSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH)/;

const TLS_REASONS: readonly (readonly [RegExp, string])[] = [
  [/^CERT_HAS_EXPIRED/, 'its certificate has expired'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID/, 'its certificate is for another name'],
  [/^(?:UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/, 'its certificate is not signed by a trusted CA'],
  [/CERTIFICATE_REQUIRED/, 'it wants a client certificate'],
  [/ALERT_CERTIFICATE_EXPIRED/, 'it refused the client certificate as expired'],
  [
    /ALERT_(?:UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_REVOKED|DECRYPT_ERROR)/,
    'it refused the client certificate',
  ],
  [/WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL/, 'it does not speak TLS on this port'],
];

const CONNECT_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'has a host name that does not resolve',
  EAI_AGAIN: 'has a host name that does not resolve at the moment',
  EHOSTUNREACH: 'cannot be reached: no route to the host',
  ENETUNREACH: 'cannot be reached: no route to the network',
  CLIENT_CLOSED: 'is being closed',
};

/** transportError turns what the connection reported into a DomainError that names the upstream. */
export function transportError(upstream: string, phase: Phase, error: Error): DomainError {
  if (error instanceof DomainError) return error;
  const fail = (as: ProviderErrorCode, what: string): DomainError =>
    providerError(as, `The upstream "${upstream}" ${what}.`, { upstream, cause: error });
  if (error instanceof MalformedResponse)
    return fail('upstream_malformed', `did not answer in HTTP (${error.reason})`);
  const code = codeOf(error);
  if (phase === 'connect' && (code === 'CONNECT_LIMIT' || code === 'ETIMEDOUT')) {
    return fail('upstream_timeout', 'did not accept a connection in time (connect limit)');
  }
  if (phase === 'body')
    return fail('upstream_incomplete', 'broke the connection before its reply was complete');
  if (TLS_CODE.test(code))
    return fail('upstream_unreachable', `failed the TLS handshake: ${tlsReason(code)} (${code})`);
  const known = CONNECT_REASONS[code];
  if (known !== undefined) return fail('upstream_unreachable', known);
  if (phase === 'connect') return fail('upstream_unreachable', `cannot be reached (${code})`);
  return fail('upstream_incomplete', 'closed the connection before it answered');
}

function tlsReason(code: string): string {
  return TLS_REASONS.find(([pattern]) => pattern.test(code))?.[1] ?? 'no agreement';
}

/** codeOf returns the system's code of an error, else its name. Connecting to several addresses fails with a list. */
function codeOf(error: Error & { code?: unknown; errors?: readonly Error[] }): string {
  if (typeof error.code === 'string') return error.code;
  const first = error.errors?.[0];
  return first === undefined ? error.name : codeOf(first);
}
