import type { AuditLog } from '@app/audit';
import type { Denial, DenialListener } from '@app/auth';
import type { Logger } from '@app/http';

/** auditDenials writes refused calls into the audit; a refusal stands whether or not it could be written. */
export function auditDenials(audit: AuditLog, logger: Logger): DenialListener {
  return (denial) => {
    audit.append(entryOf(denial)).catch((error: unknown) => {
      logger.error({ request_id: denial.requestId, err: error }, 'a refused call could not be audited');
    });
  };
}

function entryOf({ code, client, address, forwarded, method, route, requestId, unreported }: Denial) {
  return {
    action: 'denied' as const,
    resource: `${method} ${route}`.trim(),
    actor: client ?? 'unknown',
    result: 'denied' as const,
    correlation_id: requestId,
    metadata: { code, address, forwarded, ...(unreported > 0 && { unreported }) },
  };
}
