import { systemClock, type Clock } from '@app/kernel';
import type { Provider, ProviderModel } from '@app/providers';
import { ModelShelf } from './model-shelf.js';

export interface CatalogModel extends Omit<ProviderModel, 'id'> {
  /** `provider/model`: what clients see and may send back. */
  readonly id: string;
  readonly provider: string;
  /** The provider's own name for it. */
  readonly model: string;
  /** True when its provider did not answer and this is what was known before. */
  readonly stale: boolean;
}

export interface ModelCatalogOptions {
  readonly ttlMs: number;
  readonly clock?: Clock;
  readonly onFailure: (provider: string, error: unknown) => void;
}

/** ModelCatalog knows which models there are. Lookups are from memory; lists are asked for behind them. */
export class ModelCatalog {
  #shelves: readonly ModelShelf[] = [];
  #index: ReadonlyMap<string, CatalogModel> | undefined;

  constructor(private readonly options: ModelCatalogOptions) {}

  /** replace takes the providers now configured, in order of precedence; known lists are kept. */
  replace(providers: readonly Provider[]): void {
    const before = new Map(this.#shelves.map((shelf) => [shelf.provider, shelf]));
    this.#shelves = providers.map((provider) => before.get(provider) ?? this.shelf(provider));
    this.#index = undefined;
  }

  /** list returns every model, asking first those providers whose list has expired. */
  async list(): Promise<CatalogModel[]> {
    await this.refresh((shelf) => shelf.expired);
    return this.#shelves.flatMap(modelsOf);
  }

  /** find returns the model of that id, be it `provider/model` or the provider's own name. */
  find(name: string): CatalogModel | undefined {
    if (this.#shelves.some((shelf) => shelf.expired)) void this.refresh((shelf) => shelf.expired);
    this.#index ??= indexOf(this.#shelves);
    return this.#index.get(name);
  }

  /** findAgain is find after asking every provider that was not asked just now. */
  async findAgain(name: string): Promise<CatalogModel | undefined> {
    await this.refresh((shelf) => !shelf.justAsked);
    return this.find(name);
  }

  /** loaded resolves when every provider has been asked at least once. */
  async loaded(): Promise<void> {
    if (this.#shelves.every((shelf) => shelf.asked)) return;
    await this.refresh((shelf) => !shelf.asked);
  }

  /** clear makes the next list ask every provider; what is known still answers until then. */
  clear(): void {
    for (const shelf of this.#shelves) shelf.expire();
  }

  /** The providers whose list is not from their last attempt. */
  get staleProviders(): string[] {
    return this.#shelves.filter((shelf) => shelf.stale).map((shelf) => shelf.provider.id);
  }

  private async refresh(which: (shelf: ModelShelf) => boolean): Promise<void> {
    const due = this.#shelves.filter(which);
    if (due.length === 0) return;
    await Promise.all(due.map((shelf) => shelf.refresh()));
    this.#index = undefined;
  }

  private shelf(provider: Provider): ModelShelf {
    const { ttlMs, clock = systemClock, onFailure } = this.options;
    return new ModelShelf(provider, ttlMs, clock, onFailure);
  }
}

function modelsOf(shelf: ModelShelf): CatalogModel[] {
  const { provider, stale } = shelf;
  return shelf.models.map((model) => ({
    ...model,
    id: `${provider.id}/${model.id}`,
    provider: provider.id,
    model: model.id,
    stale,
  }));
}

/** Full ids win over own names, and an earlier provider's own name over a later one's. */
function indexOf(shelves: readonly ModelShelf[]): Map<string, CatalogModel> {
  const models = shelves.flatMap(modelsOf);
  const index = new Map(models.map((model) => [model.id, model]));
  for (const model of models) {
    for (const name of ownNames(model)) if (!index.has(name)) index.set(name, model);
  }
  return index;
}

/** Ollama's names carry `:latest` where people leave it out. */
function ownNames({ id, model }: CatalogModel): string[] {
  if (!model.endsWith(':latest')) return [model];
  const cut = -':latest'.length;
  return [model, model.slice(0, cut), id.slice(0, cut)];
}
