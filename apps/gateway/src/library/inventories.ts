import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { LibraryModel, Provider } from '@app/providers';
import type { CatalogModel, ModelCatalog } from '../catalog/model-catalog.js';
import type { ProviderRegistry } from '../catalog/provider-registry.js';

/** ProviderInventory is what one provider has; with a failure, what it had when it last answered. */
export interface ProviderInventory {
  readonly provider: Provider;
  readonly models: readonly LibraryModel[];
  readonly failure?: DomainError;
}

interface Kept {
  models: readonly LibraryModel[] | undefined;
  goodUntil: number;
  attempt: Promise<ProviderInventory> | undefined;
}

/** Several pages look at once; none needs to know it sooner. */
const FRESH_MS = 2_000;
const ATTEMPT_MS = 5_000;

/** Inventories asks providers what they have; those who ask at the same time share one answer. */
export class Inventories {
  private readonly kept = new WeakMap<Provider, Kept>();

  constructor(
    private readonly providers: Pick<ProviderRegistry, 'providers'>,
    private readonly catalog: Pick<ModelCatalog, 'list' | 'staleProviders'>,
    private readonly clock: Clock = systemClock,
  ) {}

  /** all never rejects for what a provider did. */
  async all(): Promise<ProviderInventory[]> {
    const { providers } = this.providers;
    const [listed, ...managed] = await Promise.all([
      this.catalog.list(),
      ...providers.map((provider) => (provider.library ? this.read(provider) : undefined)),
    ]);
    return providers.map((provider, place) => {
      const known = listed.filter((model) => model.provider === provider.id);
      const inventory = managed[place] ?? this.listed(provider, known);
      return inventory.failure && inventory.models.length === 0
        ? { ...inventory, models: known.map(byName) }
        : inventory;
    });
  }

  /** now asks the provider, whatever is known. Throws what the provider does. */
  async now(provider: Provider): Promise<readonly LibraryModel[]> {
    const { models, failure } = await this.ask(provider, this.keptOf(provider));
    if (failure) throw failure;
    return models;
  }

  /** forget has the next look ask every provider. */
  forget(): void {
    for (const provider of this.providers.providers) this.keptOf(provider).goodUntil = 0;
  }

  private async read(provider: Provider): Promise<ProviderInventory> {
    const kept = this.keptOf(provider);
    if (kept.models && this.clock.monotonic() < kept.goodUntil) return { provider, models: kept.models };
    kept.attempt ??= this.ask(provider, kept).finally(() => (kept.attempt = undefined));
    return kept.attempt;
  }

  private async ask(provider: Provider, kept: Kept): Promise<ProviderInventory> {
    try {
      const models = (await provider.library?.inventory(AbortSignal.timeout(ATTEMPT_MS))) ?? [];
      kept.models = models;
      kept.goodUntil = this.clock.monotonic() + FRESH_MS;
      return { provider, models };
    } catch (failure) {
      if (!(failure instanceof DomainError)) throw failure;
      return { provider, models: kept.models ?? [], failure: worded(failure, provider) };
    }
  }

  private listed(provider: Provider, known: readonly CatalogModel[]): ProviderInventory {
    const models = known.map(byName);
    return this.catalog.staleProviders.includes(provider.id)
      ? { provider, models, failure: silent(provider) }
      : { provider, models };
  }

  private keptOf(provider: Provider): Kept {
    let kept = this.kept.get(provider);
    if (!kept) this.kept.set(provider, (kept = { models: undefined, goodUntil: 0, attempt: undefined }));
    return kept;
  }
}

function byName({ model, contextLength, capabilities }: CatalogModel): LibraryModel {
  return {
    id: model,
    ...(contextLength !== undefined && { contextLength }),
    ...(capabilities && { capabilities }),
  };
}

/** Our own patience ran out; to the provider's side that reads as a client that left. */
function worded(failure: DomainError, provider: Provider): DomainError {
  return failure.code === 'client_closed_request' ? silent(provider) : failure;
}

function silent({ id }: Provider): DomainError {
  return new DomainError('upstream_timeout', `The upstream "${id}" does not answer.`, { upstream: id });
}
