import type { AuditShipper } from '@app/audit';
import { denialEntry, type DenialListener } from '@app/auth';
import type { Logger } from '@app/http';

/** shipDenials hands refused calls of the operators' routes to the audit; a refusal stands whether or not that works. */
export function shipDenials(audit: Pick<AuditShipper, 'ship'> | undefined, logger: Logger): DenialListener {
  return (denial) => {
    audit?.ship(denialEntry(denial)).catch((err: unknown) => {
      logger.error({ request_id: denial.requestId, err }, 'a refused call could not be audited');
    });
  };
}
