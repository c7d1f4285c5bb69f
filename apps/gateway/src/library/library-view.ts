import type { DomainError } from '@app/kernel';
import type { LibraryModel, LoadTimes, Provider, ProviderSettings } from '@app/providers';
import type { CallBook } from '../calls/call-book.js';
import { percentile } from '../throughput/percentile.js';
import type { ThroughputBook } from '../throughput/throughput-book.js';
import type { Inventories, ProviderInventory } from './inventories.js';
import type {
  LibraryAnswer,
  LibraryModelAnswer,
  LibraryProviderAnswer,
  ModelLoadAnswer,
  ModelState,
} from './library.answer.js';
import { mayOperate, type Operator } from './operator.js';

export interface LibraryViewParts {
  readonly inventories: Pick<Inventories, 'all'>;
  readonly book: Pick<CallBook, 'running' | 'ended'>;
  readonly throughput: Pick<ThroughputBook, 'usage'>;
  /** Whether a load of that model is under way. */
  readonly isLoading: (id: string) => boolean;
  /** What is configured of a provider. */
  readonly settingsOf: (provider: string) => ProviderSettings | undefined;
  /** The id that `default` stands for. */
  readonly defaultModel: () => string | undefined;
}

interface Use {
  readonly inFlight: ReadonlyMap<string, number>;
  /** Unix milliseconds. */
  readonly lastUsed: ReadonlyMap<string, number>;
}

/** LibraryView shows every model within the scope of who asks, and how it is used. */
export class LibraryView {
  constructor(private readonly parts: LibraryViewParts) {}

  async read({ client }: Operator): Promise<LibraryAnswer> {
    const inventories = await this.parts.inventories.all();
    const use = this.use();
    const models = inventories.flatMap((inventory) => this.modelsOf(inventory, use));
    return {
      providers: inventories.map((inventory) =>
        providerAnswer(inventory, this.parts.settingsOf(inventory.provider.id)),
      ),
      models: models.filter(({ id }) => mayOperate(client, id)),
    };
  }

  private modelsOf({ provider, models, failure }: ProviderInventory, use: Use): LibraryModelAnswer[] {
    const sorted = [...models].sort((one, other) => (one.id < other.id ? -1 : 1));
    return sorted.map((model) => this.modelAnswer(provider, model, failure, use));
  }

  private modelAnswer(
    provider: Provider,
    model: LibraryModel,
    failure: DomainError | undefined,
    { inFlight, lastUsed }: Use,
  ): LibraryModelAnswer {
    const id = `${provider.id}/${model.id}`;
    const times = provider.library?.loadTimes(model.id) ?? NO_TIMES;
    return {
      id,
      provider: provider.id,
      model: model.id,
      state: stateOf(provider, model, failure),
      loading: times.since !== undefined || this.parts.isLoading(id),
      load: loadAnswer(times),
      load_failure: failureAnswer(times, model),
      ...onDisk(model),
      ...inMemory(failure ? {} : model),
      in_flight: inFlight.get(id) ?? 0,
      last_used: isoOf(lastUsed.get(id)),
      default: this.parts.defaultModel() === id,
    };
  }

  private use(): Use {
    const { book, throughput } = this.parts;
    const { running } = book;
    const inFlight = new Map<string, number>();
    for (const { model } of running) inFlight.set(model, (inFlight.get(model) ?? 0) + 1);
    const lastUsed = new Map<string, number>();
    const used = (model: string, at: number) => lastUsed.set(model, Math.max(at, lastUsed.get(model) ?? 0));
    for (const [model, { services }] of Object.entries(throughput.usage()))
      for (const { last_ts } of services) used(model, last_ts * 1000);
    for (const { model, endedAt } of book.ended()) used(model, performance.timeOrigin + endedAt);
    for (const { model } of running) used(model, Date.now());
    return { inFlight, lastUsed };
  }
}

const NO_TIMES: LoadTimes = { since: undefined, took: [], failure: undefined };

function loadAnswer({ since, took }: LoadTimes): ModelLoadAnswer | null {
  if (since === undefined) return null;
  const ascending = [...took].sort((one, other) => one - other);
  const expected = took.length === 0 ? null : Math.max(1, Math.round(percentile(ascending, 50) / 1_000));
  return { since: new Date(since).toISOString(), expected_seconds: expected, from_loads: took.length };
}

/** One that is in memory, or on its way there, has got over it. */
function failureAnswer({ since, failure }: LoadTimes, { loaded }: LibraryModel) {
  if (failure === undefined || loaded || since !== undefined) return null;
  return { at: new Date(failure.at).toISOString(), message: failure.message };
}

function providerAnswer(
  { provider, failure }: ProviderInventory,
  settings: ProviderSettings | undefined,
): LibraryProviderAnswer {
  const { id, kind, library } = provider;
  const upstream = settings?.kind === 'loopback' ? undefined : settings;
  return {
    id,
    kind,
    // Neither a path nor a password that may be in the URL.
    address: upstream ? new URL(upstream.url).host : null,
    service: upstream?.service ?? null,
    reachable: failure === undefined,
    manages_models: library !== undefined,
    error: failure?.message ?? null,
  };
}

/** vLLM serves what it holds in memory, and nothing else. */
function stateOf({ kind }: Provider, { loaded }: LibraryModel, failure: DomainError | undefined): ModelState {
  if (failure) return failure.code === 'upstream_unreachable' ? 'unreachable' : 'stale';
  return loaded || kind === 'vllm' ? 'loaded' : 'ready';
}

function onDisk(model: LibraryModel) {
  return {
    size_bytes: model.sizeBytes ?? null,
    digest: model.digest ?? null,
    modified_at: isoOf(model.modifiedAt),
    family: model.family ?? null,
    parameter_size: model.parameterSize ?? null,
    quantization: model.quantization ?? null,
    context_length: model.contextLength ?? null,
    capabilities: [...(model.capabilities ?? [])],
  };
}

function inMemory({ loaded }: Pick<LibraryModel, 'loaded'>) {
  return {
    vram_bytes: loaded?.vramBytes ?? null,
    loaded_until: isoOf(loaded?.until),
    loaded_context_length: loaded?.contextLength ?? null,
  };
}

/** isoOf writes Unix milliseconds. */
export function isoOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
