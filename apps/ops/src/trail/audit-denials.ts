import type { AuditLog } from '@app/audit';
import { denialEntry, type DenialListener } from '@app/auth';
import type { Logger } from '@app/http';

/** auditDenials writes refused calls into the audit; a refusal stands whether or not it could be written. */
export function auditDenials(audit: AuditLog, logger: Logger): DenialListener {
  return (denial) => {
    audit.append(denialEntry(denial)).catch((error: unknown) => {
      logger.error({ request_id: denial.requestId, err: error }, 'a refused call could not be audited');
    });
  };
}
