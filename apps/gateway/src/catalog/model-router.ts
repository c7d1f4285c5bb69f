import { DomainError } from '@app/kernel';
import type { GatewaySettings } from '../settings/gateway-settings.js';
import type { CatalogModel, ModelCatalog } from './model-catalog.js';

export interface Route {
  readonly provider: string;
  /** The provider's own name for the model. */
  readonly model: string;
  /** `provider/model`, known to the catalog or not. */
  readonly id: string;
  /** True when the catalog knows the model, so that its id may become a metric's label. */
  readonly known: boolean;
}

type RoutingSettings = Pick<GatewaySettings, 'aliases' | 'defaultProvider' | 'providers'>;

/** The name that stands for whichever model was chosen. */
export const DEFAULT_MODEL = 'default';

/** ModelRouter places a model name: exact id, then alias, then provider prefix, then the default provider. */
export class ModelRouter {
  #settings: RoutingSettings;
  #ids: ReadonlySet<string>;
  #aliases: ReadonlyMap<string, string>;
  #chosen: string | undefined;

  constructor(
    private readonly catalog: ModelCatalog,
    settings: RoutingSettings,
  ) {
    this.#settings = settings;
    this.#ids = idsOf(settings);
    this.#aliases = settings.aliases;
  }

  replace(settings: RoutingSettings): void {
    this.#settings = settings;
    this.#ids = idsOf(settings);
    this.#aliases = aliasesWith(this.#chosen, settings);
  }

  /** choose takes the id of the model that `default` stands for, unless an alias of the settings says otherwise. */
  choose(model: string | undefined): void {
    this.#chosen = model;
    this.#aliases = aliasesWith(model, this.#settings);
  }

  /** The aliases in force: name to target. */
  get aliases(): ReadonlyMap<string, string> {
    return this.#aliases;
  }

  /** known returns the route of a model that the catalog holds, at once. */
  known(name: string): Route | undefined {
    const model = this.catalog.find(name);
    return model && routeTo(model);
  }

  /** resolve throws `model_not_found` when nothing places the name. */
  async resolve(name: string): Promise<Route> {
    const model = this.catalog.find(name);
    if (model) return routeTo(model);
    await this.catalog.loaded();
    const target = this.exactOrAlias(name);
    return this.place(target) ?? (await this.placeUnknown(target));
  }

  private exactOrAlias(name: string): string {
    return this.catalog.find(name) ? name : (this.aliases.get(name) ?? name);
  }

  private place(name: string): Route | undefined {
    const model = this.catalog.find(name);
    return model ? routeTo(model) : this.byPrefix(name);
  }

  private async placeUnknown(name: string): Promise<Route> {
    const model = await this.catalog.findAgain(name);
    if (model) return routeTo(model);
    const { defaultProvider } = this.#settings;
    if (defaultProvider === undefined) throw modelNotFound(name);
    return unknownRoute(defaultProvider, name);
  }

  private byPrefix(name: string): Route | undefined {
    const slash = name.indexOf('/');
    const prefix = name.slice(0, slash);
    return slash > 0 && this.#ids.has(prefix) ? unknownRoute(prefix, name.slice(slash + 1)) : undefined;
  }
}

function idsOf(settings: RoutingSettings): Set<string> {
  return new Set(settings.providers.map(({ id }) => id));
}

function aliasesWith(chosen: string | undefined, { aliases }: RoutingSettings): ReadonlyMap<string, string> {
  return chosen === undefined ? aliases : new Map([[DEFAULT_MODEL, chosen], ...aliases]);
}

function routeTo({ provider, model, id }: CatalogModel): Route {
  return { provider, model, id, known: true };
}

function unknownRoute(provider: string, model: string): Route {
  return { provider, model, id: `${provider}/${model}`, known: false };
}

/** modelNotFound quotes the name: the client sent it, and it alone tells a typing error from a missing model. */
export function modelNotFound(name: string): DomainError {
  return new DomainError(
    'model_not_found',
    `the model ${JSON.stringify(name.slice(0, 200))} does not exist`,
    {
      param: 'model',
    },
  );
}
