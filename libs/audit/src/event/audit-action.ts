/** JOB_ACTIONS are what jobs do; the intent of one has the id of its job. */
export const JOB_ACTIONS = ['start', 'stop', 'restart', 'up', 'pull', 'deploy', 'rollback'] as const;

/** AUDIT_ACTIONS is everything that can be recorded. Names are for ever: files written years ago hold them. */
export const AUDIT_ACTIONS = [
  ...JOB_ACTIONS,
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
  'model_load',
  'model_unload',
  'model_default',
  'key_create',
  'key_revoke',
  'login',
  'denied',
  'audit_export',
  'audit_verify',
  'audit_rotate',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** `intent` is written before an action, the others after it; `unknown`: nobody could tell what came of it. */
export const AUDIT_RESULTS = ['ok', 'error', 'denied', 'intent', 'unknown'] as const;

export type AuditResult = (typeof AUDIT_RESULTS)[number];
