import type { AuditEvent } from '@app/audit';
import { DomainError } from '@app/kernel';
import type { Change } from '../changes/change.js';
import type { Claim } from '../confirmations/claim.js';
import { intentPayload } from '../trail/intent-payload.js';

/**
 * finishChange asks anew for what an intent asked for: another change, planned as the node is now, which says whom it
 * finishes. Throws `decision_not_found` when the intent does not say enough.
 */
export function finishChange(intent: AuditEvent, reason: string | undefined, claim: () => Claim): Change {
  const asked = intentPayload(intent);
  if (asked === undefined) throw notToBeFinished();
  const { node, action, services, rollout } = asked;
  const { event_id: id, metadata } = intent;
  const { rollback_of } = metadata;
  return {
    request: { node, action, services, ...(rollout && { rollout }) },
    would: `finish: ${action} ${services.join(', ')}`,
    subject: () => ({ decision: 'finish', id, services }),
    notes: {
      finishes: id,
      ...(typeof rollback_of === 'string' && { rollback_of }),
      ...(reason !== undefined && { reason }),
    },
    claim,
  };
}

function notToBeFinished(): DomainError {
  const message = 'that intent does not say what was to be done, so it can only be abandoned';
  return new DomainError('decision_not_found', message, { param: 'id' });
}
