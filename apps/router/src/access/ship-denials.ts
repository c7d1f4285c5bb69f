import type { AuditShipper } from '@app/audit';
import type { Denial, DenialListener } from '@app/auth';
import type { Logger } from '@app/http';

/** shipDenials hands refused calls of the operator routes to the audit; a refusal stands whether or not that works. */
export function shipDenials(audit: AuditShipper | undefined, logger: Logger): DenialListener {
  return (denial) => {
    audit?.ship(entryOf(denial)).catch((err: unknown) => {
      logger.error({ request_id: denial.requestId, err }, 'a refused call could not be audited');
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
