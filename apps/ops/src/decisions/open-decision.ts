import type { AuditEvent } from '@app/audit';
import type { DecisionAnswer } from './decision.answer.js';
import { intentPayload } from '../trail/intent-payload.js';

/** OpenDecision is a change that was cut off and is neither finished nor abandoned. */
export interface OpenDecision {
  readonly intent: AuditEvent;
  /** The outcome or verdict that left it so. */
  readonly last: AuditEvent;
}

/** viewOf is an open decision as our clients read it. */
export function viewOf({ intent, last }: OpenDecision): DecisionAnswer {
  const { node, services } = targetOf(intent);
  return {
    id: intent.event_id,
    job: intent.event_id,
    node,
    services,
    action: intent.action,
    actor: intent.actor,
    requested_at: intent.ts,
    correlation_id: intent.correlation_id,
    verdict: String(last.metadata['verdict']),
    found_at: last.ts,
    evidence: last.metadata['evidence'],
  };
}

/** What an intent that does not say it is about is in nobody's scopes. */
export function targetOf(intent: AuditEvent): {
  readonly node: string;
  readonly services: readonly string[];
} {
  const { node, services } = intentPayload(intent) ?? { node: '', services: [] };
  return { node, services };
}
