import { auditStopped, hindranceOf, type Acting } from './hindrance.js';
import type { AppLink } from './live-views.js';
import { useAppLink, useLiveView } from './queries.js';

/** useAnswers tells whether an app answers: what only reads it, or only calls through it, needs no more. */
export function useAnswers(app: AppLink['name']): boolean {
  return useAppLink(app)?.ok !== false;
}

/** useCanAct tells whether what acts through an app would be done: while it would not, nothing that acts is offered. */
export function useCanAct(through: Acting): boolean {
  return hindranceOf(useLiveView('links')?.links ?? [], through) === undefined;
}

/** useAuditStopped is why the audit takes nothing; undefined while it does, and while nobody knows. */
export function useAuditStopped(): string | undefined {
  return auditStopped(useLiveView('links')?.links ?? [])?.reason;
}
