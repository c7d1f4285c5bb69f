import type { AuditEntry, AuditShipper } from '@app/audit';
import type { Logger } from '@app/http';
import { DomainError, type JsonObject } from '@app/kernel';

export interface ModelChange {
  readonly action: 'model_pull' | 'model_delete' | 'model_load' | 'model_unload' | 'model_default';
  /** `provider/model`. */
  readonly model: string;
  readonly actor: string;
  readonly requestId: string;
}

const NO_AUDIT = 'REDIS_URL is not set: nothing can be audited, so nothing is changed';

/** ModelAudit records what is done to models: the intent before, without which nothing is done, and the end. */
export class ModelAudit {
  /** @param shipper undefined where nothing can be audited, and so nothing be changed. */
  constructor(
    private readonly shipper: Pick<AuditShipper, 'ship'> | undefined,
    private readonly logger: Pick<Logger, 'error'>,
  ) {}

  /** during audits `act` from its intent to its end. Throws `audit_unavailable` before anything is done, and what `act` does. */
  async during<T>(change: ModelChange, about: JsonObject, act: () => Promise<T>): Promise<T> {
    await this.intend(change, about);
    try {
      const result = await act();
      await this.end(change, 'ok', about);
      return result;
    } catch (error) {
      await this.end(change, 'error', { ...about, code: codeOf(error) });
      throw error;
    }
  }

  /** intend throws `audit_unavailable`; nothing may be done then. */
  async intend(change: ModelChange, about: JsonObject): Promise<void> {
    if (this.shipper === undefined) throw new DomainError('audit_unavailable', NO_AUDIT);
    await this.shipper.ship(entryOf(change, 'intent', about));
  }

  /** end says how it went. What happened has happened, whether or not the audit hears of it: it does not reject. */
  async end(change: ModelChange, result: 'ok' | 'error', about: JsonObject): Promise<void> {
    try {
      await this.shipper?.ship(entryOf(change, result, about));
    } catch (err) {
      const { requestId: request_id } = change;
      this.logger.error({ request_id, err }, 'a model was changed, and its outcome is not in the audit');
    }
  }
}

function entryOf(
  { action, model, actor, requestId }: ModelChange,
  result: AuditEntry['result'],
  about: JsonObject,
) {
  return { action, resource: `model/${model}`, actor, result, correlation_id: requestId, metadata: about };
}

/** codeOf is how the audit names a failure. */
function codeOf(error: unknown): string {
  return error instanceof DomainError ? error.code : 'internal_error';
}
