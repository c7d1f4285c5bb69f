import { DomainError } from '@app/kernel';
import type { ModelCatalog } from '../../catalog/model-catalog.js';
import { DEFAULT_MODEL, type ModelRouter } from '../../catalog/model-router.js';
import type { ManagedModels } from '../managed-models.js';
import { requireScope, type Operator } from '../operator.js';
import type { DefaultModelAnswer } from './change.answer.js';
import type { DefaultModel } from './default-model.js';
import type { ModelAudit } from './model-audit.js';

export interface DefaultParts {
  readonly file: DefaultModel;
  readonly router: ModelRouter;
  readonly catalog: Pick<ModelCatalog, 'find'>;
  readonly models: Pick<ManagedModels, 'idOf'>;
  readonly audit: ModelAudit;
  /** The aliases of gateway.yaml, as they are now. */
  readonly aliases: () => ReadonlyMap<string, string>;
}

/** DefaultDesk says and changes which model the name `default` stands for. */
export class DefaultDesk {
  /** Choices are made one after the other, so that what is written is what is in force. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: DefaultParts) {
    parts.router.choose(parts.file.model);
  }

  /** The id of the model that `default` stands for; undefined when that is none, or none that is known. */
  get id(): string | undefined {
    const { router, catalog } = this.parts;
    const target = router.aliases.get(DEFAULT_MODEL);
    return target === undefined ? undefined : catalog.find(target)?.id;
  }

  read(): DefaultModelAnswer {
    const { router, aliases } = this.parts;
    const model = router.aliases.get(DEFAULT_MODEL) ?? null;
    const source = aliases().has(DEFAULT_MODEL) ? 'gateway.yaml' : model === null ? 'none' : 'chosen';
    return { model, source, known: this.id !== undefined };
  }

  /** choose throws `default_in_file`, `model_not_found`, `audit_unavailable` and `default_unwritable`. */
  async choose(name: string | null, operator: Operator): Promise<DefaultModelAnswer> {
    const model = name === null ? undefined : await this.parts.models.idOf(name);
    if (model !== undefined) requireScope(operator, model);
    const chosen = this.turn.then(() => this.chosen(model, operator));
    this.turn = chosen.catch(() => undefined);
    return chosen;
  }

  private async chosen(
    model: string | undefined,
    { client, requestId }: Operator,
  ): Promise<DefaultModelAnswer> {
    const { file, router, audit, aliases } = this.parts;
    if (aliases().has(DEFAULT_MODEL)) {
      throw new DomainError(
        'default_in_file',
        'gateway.yaml has an alias "default"; it says which model that is',
      );
    }
    const change = { action: 'model_default', model: model ?? 'none', actor: client.id, requestId } as const;
    await audit.during(change, { before: file.model ?? null }, async () => {
      await file.choose(model);
      router.choose(model);
    });
    return this.read();
  }
}
