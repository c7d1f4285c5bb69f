import type { DomainError } from '@app/kernel';
import { dockerError } from './docker-error.js';

/** How far a call had come when it failed. From `asked` on, the engine may have acted. */
export type CallStage = 'connecting' | 'asked' | 'answering';

export interface FailedCall {
  readonly node: string;
  readonly mutates: boolean;
  readonly stage: CallStage;
  readonly cancelled: boolean;
  readonly cause: unknown;
}

/** CallTimeout is the cause when one of our own deadlines ended a call. */
export class CallTimeout extends Error {
  constructor(readonly waitedFor: string) {
    super(`timed out waiting for ${waitedFor}`);
  }
}

/** A handshake that failed; the engine saw nothing of the request then. */
const TLS_CODE =
  /^(ERR_SSL|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_OSSL|EPROTO|HOSTNAME_MISMATCH|INVALID_CA)/;
/** In TLS 1.3 a server refuses our certificate after our side of the handshake is done (RFC 8446, section 4.4.2.4). */
const TLS_ALERT = /^ERR_SSL_.*ALERT/;

/**
 * callFailure names what went wrong with a call that got no whole answer. A change whose request may have reached
 * the engine is `node_outcome_unknown`, whatever ended it: only an inspection tells.
 */
export function callFailure({ node, mutates, stage, cancelled, cause }: FailedCall): DomainError {
  const named = `The node "${node}"`;
  const code = codeOf(cause);
  if ((stage === 'connecting' && TLS_CODE.test(code)) || (stage === 'asked' && TLS_ALERT.test(code))) {
    return dockerError(node, 'node_tls_failed', `${named}: the TLS handshake failed (${code}).`, { cause });
  }
  if (mutates && stage !== 'connecting') {
    const what = 'was cut off after the request was sent; what it did is unknown.';
    return dockerError(node, 'node_outcome_unknown', `${named} ${what}`, { cause });
  }
  if (cancelled) return dockerError(node, 'call_cancelled', `The call of the node "${node}" was cancelled.`);
  if (cause instanceof CallTimeout) {
    return dockerError(node, 'node_timeout', `${named} ${cause.message}.`, { cause });
  }
  const where = stage === 'answering' ? 'broke off its answer' : 'cannot be reached';
  return dockerError(node, 'node_unreachable', `${named} ${where} (${code || 'no reason given'}).`, {
    cause,
  });
}

function codeOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
