import { randomUUID } from 'node:crypto';
import { DomainError } from '@app/kernel';
import type { Embedder } from '../embeddings/embedder.js';
import type { Filter } from '../store/filter.js';
import type {
  CollectionInfo,
  Distance,
  Hit,
  Metadata,
  Point,
  Selection,
  VectorStore,
} from '../store/vector-store.js';
import { checkModel, checkVector } from './vector-checks.js';

export interface NewCollection {
  readonly collection: string;
  readonly dimensions?: number | undefined;
  readonly distance: Distance;
  readonly model?: string | undefined;
}

export interface GivenPoint {
  readonly id?: string | undefined;
  readonly vector?: readonly number[] | undefined;
  readonly text?: string | undefined;
  readonly metadata: Metadata;
}

export interface Search {
  readonly collection: string;
  readonly limit: number;
  readonly filter: Filter;
}

interface PlacedPoint extends GivenPoint {
  readonly id: string;
  readonly place: string;
}

/** VectorCollections is what the tools do: it keeps each collection to one model and one width. */
export class VectorCollections {
  constructor(
    private readonly store: VectorStore,
    /** Absent when no model is configured; texts are refused then. */
    private readonly embedder: Embedder | undefined,
  ) {}

  /** create makes a collection for vectors of that width, or, without one, for texts, and asks the model how wide it is. */
  async create(given: NewCollection, signal: AbortSignal): Promise<CollectionInfo> {
    const { collection: name, distance } = given;
    const { dimensions, model } =
      given.dimensions === undefined
        ? await this.forTexts(given, signal)
        : { ...given, dimensions: given.dimensions };
    const spec = { name, dimensions, distance, model: model ?? null };
    await this.store.create(spec, signal);
    return { ...spec, points: 0 };
  }

  list(signal: AbortSignal): Promise<readonly CollectionInfo[]> {
    return this.store.list(signal);
  }

  info(collection: string, signal: AbortSignal): Promise<CollectionInfo> {
    return this.store.info(collection, signal);
  }

  /** upsert returns the ids, in order; a point without one gets one. */
  async upsert(
    collection: string,
    given: readonly GivenPoint[],
    model: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const info = await this.store.info(collection, signal);
    const placed = given.map((point, at) => ({
      ...point,
      id: point.id ?? randomUUID(),
      place: `points[${at}]`,
    }));
    refuseDoubles(placed);
    const points = await this.withVectors(placed, info, model, signal);
    await this.store.upsert(collection, points, signal);
    return points.map(({ id }) => id);
  }

  async search(
    { collection, limit, filter }: Search,
    vector: readonly number[],
    model: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly Hit[]> {
    const info = await this.store.info(collection, signal);
    if (model !== undefined) checkModel(info, model, 'model');
    checkVector(vector, info, 'vector');
    return this.store.search(collection, { vector, limit, filter }, signal);
  }

  async searchText(search: Search, text: string, signal: AbortSignal): Promise<readonly Hit[]> {
    const { collection, limit, filter } = search;
    const info = await this.store.info(collection, signal);
    const [vector = []] = await this.embed([text], info, 'text', signal);
    return this.store.search(collection, { vector, limit, filter }, signal);
  }

  async delete(collection: string, selection: Selection, signal: AbortSignal): Promise<number> {
    await this.store.info(collection, signal);
    return this.store.delete(collection, selection, signal);
  }

  private async forTexts({ model }: NewCollection, signal: AbortSignal) {
    const embedder = this.configured('dimensions');
    if (model !== undefined && model !== embedder.model) {
      const message = `wanted dimensions beside it: only ${embedder.model} can be asked for its own`;
      throw new DomainError('models_differ', message, { param: 'model' });
    }
    const [vector = []] = await embedder.embed(['How wide is a vector?'], signal);
    return { dimensions: vector.length, model: embedder.model };
  }

  /** The points whose vector was not given are embedded; everything is checked before anything is written. */
  private async withVectors(
    points: readonly PlacedPoint[],
    info: CollectionInfo,
    model: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly Point[]> {
    for (const { vector, place } of points) {
      if (vector === undefined) continue;
      checkModel(info, model, 'model');
      checkVector(vector, info, `${place}.vector`);
    }
    const bare = points.filter(({ vector }) => vector === undefined);
    const texts = bare.map(({ text, place }) => text ?? nothingGiven(place));
    const embedded = texts.length === 0 ? [] : await this.embed(texts, info, 'points', signal);
    const vectors = new Map(bare.map(({ id }, at) => [id, embedded[at] ?? []]));
    return points.map(({ id, vector, text, metadata }) => {
      return { id, vector: vector ?? vectors.get(id) ?? [], text, metadata };
    });
  }

  private async embed(texts: readonly string[], info: CollectionInfo, param: string, signal: AbortSignal) {
    const embedder = this.configured(param);
    checkModel(info, embedder.model, param);
    const vectors = await embedder.embed(texts, signal);
    for (const vector of vectors) checkVector(vector, info, `${param} (embedded by ${embedder.model})`);
    return vectors;
  }

  private configured(param: string): Embedder {
    if (this.embedder !== undefined) return this.embedder;
    const message = 'texts need EMBEDDINGS_MODEL, which is not set; vectors can be given';
    throw new DomainError('embeddings_not_configured', message, { param });
  }
}

function refuseDoubles(points: readonly PlacedPoint[]): void {
  const seen = new Set<string>();
  for (const { id, place } of points) {
    if (seen.has(id))
      throw new DomainError('double_id', 'is the id of an earlier point too', { param: `${place}.id` });
    seen.add(id);
  }
}

function nothingGiven(place: string): never {
  throw new DomainError('invalid_point', 'wanted a vector, a text, or both', { param: place });
}
