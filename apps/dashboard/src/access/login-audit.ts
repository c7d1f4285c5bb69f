import type { AuditEntry, AuditShipper } from '@app/audit';
import type { Logger } from '@app/http';

interface LoginFrom {
  readonly address: string;
  readonly requestId: string;
}

/**
 * LoginAudit hands who signed in, and who was refused, to the audit. A session reads much and changes nothing that
 * upstreams do not record themselves: it is opened whether or not the audit takes the event.
 */
export class LoginAudit {
  constructor(
    private readonly audit: Pick<AuditShipper, 'ship'> | undefined,
    private readonly logger: Logger,
  ) {}

  signedIn(actor: string, method: string, from: LoginFrom): void {
    this.ship({ ...entryOf(method, from), actor, result: 'ok' });
  }

  refused(method: string, from: LoginFrom): void {
    this.ship({ ...entryOf(method, from), actor: 'unknown', result: 'denied' });
  }

  private ship(entry: AuditEntry): void {
    this.audit?.ship(entry).catch((err: unknown) => {
      this.logger.error({ request_id: entry.correlation_id, err }, 'a sign-in could not be audited');
    });
  }
}

function entryOf(method: string, { address, requestId }: LoginFrom) {
  return {
    action: 'login' as const,
    resource: 'dashboard',
    correlation_id: requestId,
    metadata: { method, address },
  };
}
