import type { AuditEntry } from '@app/audit';
import type { Denial } from './denials.js';

/** denialEntry is how a refused call stands in the audit. */
export function denialEntry({
  code,
  client,
  address,
  forwarded,
  method,
  route,
  requestId,
  unreported,
}: Denial): AuditEntry {
  return {
    action: 'denied',
    resource: `${method} ${route}`.trim(),
    actor: client ?? 'unknown',
    result: 'denied',
    correlation_id: requestId,
    metadata: { code, address, forwarded, ...(unreported > 0 && { unreported }) },
  };
}
