import { NO_ANSWER, type Problem } from '../api/problem.js';

/**
 * What a failed confirmation means: the plan is outdated; it was refused and nothing happened; or nobody knows whether
 * it arrived, and the same confirmation has to be asked again.
 */
export type ConfirmFailure = 'stale' | 'refused' | 'lost';

/** The answers of a backend or proxy that may have handed the request on before something broke. */
const UNCLEAR_CODES = new Set([NO_ANSWER, 'upstream_unavailable', 'request_in_flight', 'shutting_down']);

export function failureOf({ status, code }: Problem): ConfirmFailure {
  if (code === 'plan_outdated' || code === 'plan_expired') return 'stale';
  if (UNCLEAR_CODES.has(code)) return 'lost';
  // A page of a proxy has no code of ours: it says nothing about what happened behind it.
  return status >= 500 && code.startsWith('http_') ? 'lost' : 'refused';
}

const OUT_OF_REACH = new Set([
  'node_unreachable',
  'node_timeout',
  'node_tls_failed',
  'node_proxy_failed',
  'upstream_unavailable',
  'worker_unreachable',
  NO_ANSWER,
]);

const TITLES: Readonly<Record<string, string>> = {
  service_protected: 'Refused: it carries the control plane',
  plan_used: 'This plan was confirmed already. The list of jobs has what came of it.',
  node_certificate_expiring: 'Refused: a certificate may end before this does. Nothing was changed.',
  node_gpu_lost: 'Refused: the node has lost its GPU. Nothing was changed.',
};

/** whyNot is the title over a refusal's own sentence: never more than is known. */
export function whyNot({ code, status }: Problem): string {
  const title = TITLES[code];
  if (title !== undefined) return title;
  if (OUT_OF_REACH.has(code)) return 'Not sent. Nothing was changed.';
  if (status === 403) return 'Refused: you may not do this. Nothing was changed.';
  if (code === 'audit_unavailable')
    return 'Actions are stopped: the audit cannot be written. Nothing was changed.';
  return 'Refused. Nothing was changed.';
}

/** consoleCommand is what a refusal says to use on the host instead, if it does: to be copied, never run from here. */
export function consoleCommand({ code, message }: Problem): string | undefined {
  return code === 'service_protected' ? /"(docker compose [^"]+)"/.exec(message)?.[1] : undefined;
}
