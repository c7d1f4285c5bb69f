import { SAID_BY_CALLER, type AuditEntry, type AuditEvent } from '@app/audit';
import type { JobEvent, JobVerdict } from '@app/jobs';
import { needsDecision } from '../decisions/needs-decision.js';

type Result = AuditEntry['result'];

/** What a verdict comes to. Half a change is an error: somebody must look. */
const OF_VERDICT: Readonly<Record<JobVerdict['verdict'], Result>> = {
  happened: 'ok',
  did_not_happen: 'error',
  partial: 'error',
  unknown: 'unknown',
};

/** The one failure of which nobody knows whether it was one: the connection broke after the change was sent. */
export const OUTCOME_UNKNOWN = 'node_outcome_unknown';

/** outcomeEntry is what the audit says of how an announced action ended. */
export function outcomeEntry(intent: AuditEvent, last: JobEvent): AuditEntry {
  const { action, resource, actor, correlation_id } = intent;
  return { action, resource, actor, correlation_id, result: resultOf(last), metadata: about(intent, last) };
}

/** verdictEntry is what was found out later about an action whose outcome could not be told. */
export function verdictEntry(intent: AuditEvent, verdict: JobVerdict): AuditEntry {
  const { action, resource, correlation_id } = intent;
  return {
    action: 'reconcile',
    resource,
    actor: 'system',
    correlation_id,
    result: OF_VERDICT[verdict.verdict],
    metadata: { ...about(intent, verdict), of: action },
  };
}

/** An end may be found long after the request: what its caller said of it is kept in the intent. */
function about(
  { event_id, metadata: { [SAID_BY_CALLER]: claims } }: AuditEvent,
  { type: _type, ...said }: JobEvent,
): AuditEntry['metadata'] {
  const isOpen = needsDecision({ metadata: said });
  return {
    intent: event_id,
    ...said,
    ...(isOpen && { needs_decision: true }),
    ...(claims !== undefined && { [SAID_BY_CALLER]: claims }),
  };
}

function resultOf(last: JobEvent): Result {
  if (last.type === 'verdict') return OF_VERDICT[last.verdict];
  if (last.type !== 'outcome') return 'unknown';
  if (last.result === 'ok') return 'ok';
  return last.code === OUTCOME_UNKNOWN ? 'unknown' : 'error';
}
