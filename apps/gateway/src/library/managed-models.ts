import { DomainError } from '@app/kernel';
import type { LibraryModel, ModelLibrary } from '@app/providers';
import type { ModelCatalog } from '../catalog/model-catalog.js';
import { modelNotFound } from '../catalog/model-router.js';
import type { Lease, ProviderRegistry } from '../catalog/provider-registry.js';
import type { Inventories } from './inventories.js';

/** ManagedModel is a model that can be changed, as its provider has it now. */
export interface ManagedModel {
  /** `provider/model`. */
  readonly id: string;
  readonly model: LibraryModel;
  readonly library: ModelLibrary;
}

/** Managed is a provider with a library, held open until `release`. */
export interface Managed {
  readonly lease: Lease;
  readonly library: ModelLibrary;
}

/** ManagedModels finds models by name where they can be changed. An alias is no name of a model here. */
export class ManagedModels {
  constructor(
    private readonly providers: Pick<ProviderRegistry, 'lease'>,
    private readonly catalog: Pick<ModelCatalog, 'find' | 'findAgain' | 'clear' | 'list'>,
    private readonly inventories: Inventories,
  ) {}

  /** idOf returns `provider/model` of a known model. Throws `model_not_found`. */
  async idOf(name: string): Promise<string> {
    const found = this.catalog.find(name) ?? (await this.catalog.findAgain(name));
    if (!found) throw modelNotFound(name);
    return found.id;
  }

  /** use gives the model of that id to `act`. Throws `model_not_found`, `library_not_managed`, and what `act` does. */
  async use<T>(id: string, act: (found: ManagedModel) => Promise<T>): Promise<T> {
    const slash = id.indexOf('/');
    const { lease, library } = this.managed(id.slice(0, slash));
    try {
      const name = id.slice(slash + 1);
      const model = (await this.inventories.now(lease.provider)).find((one) => one.id === name);
      if (!model) throw modelNotFound(id);
      return await act({ id, model, library });
    } finally {
      lease.release();
    }
  }

  /** digestOf asks for the digest of a model that may not be there. */
  async digestOf({ lease }: Managed, model: string): Promise<string | undefined> {
    const models = await this.inventories.now(lease.provider);
    const found = models.find(({ id }) => id === model);
    return found && (found.digest ?? '');
  }

  /** managed opens a provider; its lease is released by the caller. Throws `library_not_managed`. */
  managed(provider: string): Managed {
    const lease = this.providers.lease(provider);
    const library = lease?.provider.library;
    if (lease && library) return { lease, library };
    lease?.release();
    throw new DomainError(
      'library_not_managed',
      `the provider "${provider}" does not have its models managed`,
      {
        param: 'provider',
      },
    );
  }

  /** moved notes that a model came into memory or left it. */
  moved(): void {
    this.inventories.forget();
  }

  /** changed has every list asked for anew. */
  async changed(): Promise<void> {
    this.inventories.forget();
    this.catalog.clear();
    await this.catalog.list();
  }
}
