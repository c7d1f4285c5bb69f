import { DomainError } from '@app/kernel';
import type { CallBook } from '../../calls/call-book.js';
import type { ManagedModel, ManagedModels } from '../managed-models.js';
import { requireScope, type Operator } from '../operator.js';
import type { DeleteModelAnswer } from './change.answer.js';
import type { DeleteModelBody } from './change.dto.js';
import { confirmRequired } from './confirm-required.js';
import type { ModelAudit } from './model-audit.js';

/** A deletion that has begun is seen to its end, though who asked for it leave. */
const UNCANCELLED = new AbortController().signal;

export interface DeleteParts {
  readonly models: ManagedModels;
  readonly book: Pick<CallBook, 'inFlight'>;
  readonly audit: ModelAudit;
  /** Whether the model is on its way. */
  readonly isPulled: (id: string) => boolean;
  readonly defaultModel: () => string | undefined;
}

/** DeleteDesk deletes models, and says before what that means. */
export class DeleteDesk {
  constructor(private readonly parts: DeleteParts) {}

  async remove(body: DeleteModelBody, operator: Operator): Promise<DeleteModelAnswer> {
    const { model, confirm, dry_run, reason } = body;
    const id = await this.parts.models.idOf(model);
    requireScope(operator, id);
    const answer = await this.parts.models.use(id, async (found) => {
      const about = this.about(found);
      if (dry_run === true) return about;
      if (confirm !== true) throw confirmRequired(`${id} would be gone`);
      await this.removed(found, operator, reason);
      return { ...about, deleted: true };
    });
    if (answer.deleted) await this.parts.models.changed();
    return answer;
  }

  private about({ id, model }: ManagedModel) {
    return {
      model: id,
      deleted: false,
      size_bytes: model.sizeBytes ?? null,
      digest: model.digest ?? null,
      loaded: model.loaded !== undefined,
      vram_bytes: model.loaded?.vramBytes ?? null,
      in_flight: this.parts.book.inFlight(id),
      default: this.parts.defaultModel() === id,
    };
  }

  private async removed(
    { id, model, library }: ManagedModel,
    { client, requestId }: Operator,
    reason: string | undefined,
  ): Promise<void> {
    if (this.parts.isPulled(id)) {
      throw new DomainError('model_busy', `${id} is being pulled; cancel the pull first`, { param: 'model' });
    }
    const change = { action: 'model_delete', model: id, actor: client.id, requestId } as const;
    const told = { digest: model.digest ?? null, size_bytes: model.sizeBytes ?? null };
    const about = reason === undefined ? told : { ...told, reason };
    await this.parts.audit.during(change, about, () => library.delete(model.id, UNCANCELLED));
  }
}
