import { ANONYMOUS, mayUseModel, type Client } from '@app/auth';
import { modelNotFound, type ModelRouter } from './model-router.js';
import type { CatalogModel, ModelCatalog } from './model-catalog.js';

/** ModelObject is OpenAI's model object, with what else is known of the model. */
export interface ModelObject {
  id: string;
  object: 'model';
  created: number;
  owned_by: string;
  provider: string;
  context_length?: number;
  capabilities?: readonly string[];
  /** Present and true when the provider does not answer and this is what was known before. */
  stale?: true;
  /** Present on an alias: the model that it stands for. */
  alias_of?: string;
}

/** ModelsService lists what a client may use, aliases included. */
export class ModelsService {
  constructor(
    private readonly catalog: ModelCatalog,
    private readonly router: ModelRouter,
  ) {}

  async list(client: Client = ANONYMOUS): Promise<{ object: 'list'; data: ModelObject[] }> {
    const models = (await this.catalog.list()).map(objectOf);
    const data = [...models, ...this.aliases()].filter((model) => isVisible(client, model));
    return { object: 'list', data };
  }

  /** get throws `model_not_found` for a name that no catalog and no alias holds. */
  async get(name: string, client: Client = ANONYMOUS): Promise<ModelObject> {
    const found = this.known(name) ?? (await this.afterAsking(name));
    if (!found || !isVisible(client, found)) throw modelNotFound(name);
    return found;
  }

  clear(): void {
    this.catalog.clear();
  }

  get staleProviders(): string[] {
    return this.catalog.staleProviders;
  }

  private known(name: string): ModelObject | undefined {
    const model = this.catalog.find(name);
    return model ? objectOf(model) : this.aliases().find((alias) => alias.id === name);
  }

  private async afterAsking(name: string): Promise<ModelObject | undefined> {
    await this.catalog.findAgain(name);
    return this.known(name);
  }

  private aliases(): ModelObject[] {
    return [...this.router.aliases].map(([id, target]) => {
      const model = this.catalog.find(target);
      const known = model
        ? objectOf(model)
        : { object: 'model' as const, created: 0, owned_by: '', provider: '' };
      return { ...known, id, alias_of: model?.id ?? target };
    });
  }
}

function isVisible(client: Client, { id, alias_of }: ModelObject): boolean {
  return mayUseModel(client, id) || (alias_of !== undefined && mayUseModel(client, alias_of));
}

function objectOf(model: CatalogModel): ModelObject {
  return {
    id: model.id,
    object: 'model',
    created: model.created,
    owned_by: model.ownedBy,
    provider: model.provider,
    ...(model.contextLength !== undefined && { context_length: model.contextLength }),
    ...(model.capabilities && { capabilities: model.capabilities }),
    ...(model.stale && { stale: true }),
  };
}
