import type { AuditEvent } from '@app/audit';

/** Verdicts after which somebody must say what comes next: the change is not there, or not whole, or nobody can tell. */
const OPEN: readonly unknown[] = ['did_not_happen', 'partial', 'unknown'];

/** needsDecision tells whether an outcome or a verdict of the audit leaves a change to be finished or abandoned. */
export function needsDecision({ metadata }: Pick<AuditEvent, 'metadata'>): boolean {
  return OPEN.includes(metadata['verdict']);
}

/** hasFailed tells an end that says itself what was not done: nothing is in doubt after it. */
export function hasFailed({ result, metadata }: Pick<AuditEvent, 'result' | 'metadata'>): boolean {
  return result === 'error' && metadata['verdict'] === undefined;
}
