import type { AuditEvent } from '../../api/audit.js';

interface Outcome {
  readonly kind: 'ok' | 'working' | 'attention' | 'failed' | 'off' | 'unknown';
  readonly word: string;
}

const OUTCOMES: Readonly<Record<AuditEvent['result'], Outcome>> = {
  ok: { kind: 'ok', word: 'Done' },
  error: { kind: 'failed', word: 'Failed' },
  denied: { kind: 'attention', word: 'Denied' },
  intent: { kind: 'off', word: 'Announced' },
  unknown: { kind: 'unknown', word: 'Unknown' },
};

/** outcomeOf is the result of an event as a word and one of the six states. */
export function outcomeOf({ result }: Pick<AuditEvent, 'result'>): Outcome {
  return OUTCOMES[result];
}

/** actionWord is `Tool call` for `tool_call`. */
export function actionWord(action: string): string {
  const words = action.replace(/^mcp_/, 'MCP ').replaceAll('_', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export const RESULTS = ['ok', 'error', 'denied', 'intent', 'unknown'] as const;

export const ACTIONS = [
  'start',
  'stop',
  'restart',
  'up',
  'pull',
  'deploy',
  'rollback',
  'cancel',
  'logs',
  'reconcile',
  'decide',
  'mcp_add',
  'mcp_remove',
  'mcp_update',
  'mcp_enable',
  'mcp_disable',
  'tool_call',
  'model_pull',
  'model_delete',
  'key_create',
  'key_revoke',
  'login',
  'denied',
  'audit_export',
  'audit_verify',
  'audit_rotate',
] as const satisfies readonly AuditEvent['action'][];
