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

/** Each that the API names, once, in the order in which they are offered: one that is missing here does not compile. */
const KNOWN_ACTIONS: Readonly<Record<AuditEvent['action'], true>> = {
  start: true,
  stop: true,
  restart: true,
  up: true,
  pull: true,
  deploy: true,
  rollback: true,
  cancel: true,
  logs: true,
  reconcile: true,
  decide: true,
  mcp_add: true,
  mcp_remove: true,
  mcp_update: true,
  mcp_enable: true,
  mcp_disable: true,
  tool_call: true,
  model_pull: true,
  model_delete: true,
  model_load: true,
  model_unload: true,
  model_default: true,
  key_create: true,
  key_revoke: true,
  login: true,
  denied: true,
  audit_export: true,
  audit_verify: true,
  audit_rotate: true,
};

export const ACTIONS = Object.keys(KNOWN_ACTIONS) as AuditEvent['action'][];
export const RESULTS = Object.keys(OUTCOMES) as AuditEvent['result'][];
