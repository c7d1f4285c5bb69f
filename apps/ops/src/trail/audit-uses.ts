import type { AuditEntry, AuditLog } from '@app/audit';
import type { Logger } from '@app/http';
import { DomainError } from '@app/kernel';

/** AuditCaller is who reads the audit. */
export interface AuditCaller {
  readonly client: { readonly id: string } | undefined;
  readonly requestId: string;
}

export type AuditUse = Pick<AuditEntry, 'action' | 'result' | 'metadata'>;

/** AuditUses writes down who takes the audit away and who verifies it. */
export class AuditUses {
  constructor(
    private readonly audit: AuditLog,
    private readonly logger: Logger,
  ) {}

  /** note resolves also when nothing can be written: it is then that somebody has to read the audit. */
  async note(use: AuditUse, { client, requestId }: AuditCaller): Promise<void> {
    const who = { actor: client?.id ?? 'unknown', correlation_id: requestId };
    try {
      await this.audit.append({ ...use, ...who, resource: 'audit' });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const told = { request_id: requestId, code: error.code };
      this.logger.warn(told, `a use of the audit could not be audited: ${use.action}`);
    }
  }
}
