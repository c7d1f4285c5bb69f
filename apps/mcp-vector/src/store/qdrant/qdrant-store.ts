import { DomainError } from '@app/kernel';
import { JsonHttp, type JsonAnswer, type JsonCall } from '@app/tool-server';
import { z } from 'zod';
import { collectionExists, collectionNotFound } from '../store-errors.js';
import {
  DISTANCES,
  type CollectionInfo,
  type CollectionSpec,
  type Distance,
  type Hit,
  type Point,
  type Query,
  type Selection,
  type VectorStore,
} from '../vector-store.js';
import { pointId } from './point-id.js';
import { qdrantFilter } from './qdrant-filter.js';

const NAMES: Record<Distance, string> = { cosine: 'Cosine', l2: 'Euclid', dot: 'Dot' };
const mine = z.object({
  switchyard: z.object({ distance: z.enum(DISTANCES), model: z.string().nullable() }),
});
const about = z.object({
  result: z.object({
    points_count: z.int().nullish(),
    config: z.object({
      params: z.object({ vectors: z.unknown() }),
      metadata: z.unknown().optional(),
    }),
  }),
});
const plainVectors = z.object({ size: z.int() });
const names = z.object({ result: z.object({ collections: z.array(z.object({ name: z.string() })) }) });
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const found = z.object({
  result: z.object({
    points: z.array(
      z.object({
        score: z.number(),
        payload: z.object({
          id: z.string(),
          text: z.string().optional(),
          metadata: z.record(z.string(), z.union([scalar, z.array(scalar)])),
        }),
      }),
    ),
  }),
});
const counted = z.object({ result: z.object({ count: z.int() }) });

type Ask = Omit<JsonCall, 'path'> & { readonly signal: AbortSignal };

/** QdrantStore keeps vectors in Qdrant, 1.16 or newer; it leaves alone the collections that it did not make. */
export class QdrantStore implements VectorStore {
  constructor(private readonly http: JsonHttp) {}

  async create({ name, dimensions, distance, model }: CollectionSpec, signal: AbortSignal): Promise<void> {
    const vectors = { size: dimensions, distance: NAMES[distance] };
    const body = { vectors, metadata: { switchyard: { distance, model } } };
    const answer = await this.http.call({ method: 'PUT', path: ['collections', name], body, signal });
    if (answer.status === 409 || /already exists/.test(JSON.stringify(answer.body ?? ''))) {
      throw collectionExists(name);
    }
    this.accepted(answer);
    if ((await this.look(name, signal)) === undefined) await this.takeBack(name, signal);
  }

  async list(signal: AbortSignal): Promise<readonly CollectionInfo[]> {
    const answer = this.accepted(await this.http.call({ method: 'GET', path: ['collections'], signal }));
    const all = this.understood(names, answer).result.collections;
    const infos: CollectionInfo[] = [];
    for (const { name } of all) {
      const info = await this.look(name, signal);
      if (info !== undefined) infos.push(info);
    }
    return infos.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async info(name: string, signal: AbortSignal): Promise<CollectionInfo> {
    const info = await this.look(name, signal);
    if (info === undefined) throw collectionNotFound(name);
    return info;
  }

  async upsert(name: string, points: readonly Point[], signal: AbortSignal): Promise<void> {
    const written = points.map(({ id, vector, text, metadata }) => ({
      id: pointId(id),
      vector,
      payload: { id, text, metadata },
    }));
    const query = { wait: 'true' };
    await this.at(name, ['points'], { method: 'PUT', query, body: { points: written }, signal });
  }

  async search(name: string, { vector, limit, filter }: Query, signal: AbortSignal): Promise<readonly Hit[]> {
    const body = { query: vector, limit, filter: qdrantFilter(filter), with_payload: true };
    const answer = await this.at(name, ['points', 'query'], { method: 'POST', body, signal });
    return this.understood(found, answer).result.points.map(({ score, payload }) => ({ ...payload, score }));
  }

  async delete(name: string, selection: Selection, signal: AbortSignal): Promise<number> {
    const filter =
      'filter' in selection
        ? qdrantFilter(selection.filter)
        : { must: [{ has_id: selection.ids.map(pointId) }] };
    const counting = { method: 'POST' as const, body: { filter, exact: true }, signal };
    const { count } = this.understood(counted, await this.at(name, ['points', 'count'], counting)).result;
    await this.at(name, ['points', 'delete'], {
      method: 'POST',
      query: { wait: 'true' },
      body: { filter },
      signal,
    });
    return count;
  }

  close(): void {
    // Each call has a connection of its own.
  }

  /** Undefined for a collection that is not there, or that is not ours. */
  private async look(name: string, signal: AbortSignal): Promise<CollectionInfo | undefined> {
    const answer = await this.http.call({ method: 'GET', path: ['collections', name], signal });
    if (answer.status === 404) return undefined;
    const { config, points_count: points } = this.understood(about, this.accepted(answer)).result;
    const ours = mine.safeParse(config.metadata).data?.switchyard;
    const vectors = plainVectors.safeParse(config.params.vectors).data;
    if (ours === undefined || vectors === undefined) return undefined;
    return { name, dimensions: vectors.size, ...ours, points: points ?? 0 };
  }

  /** A Qdrant that keeps no metadata of collections would forget which model a collection belongs to. */
  private async takeBack(name: string, signal: AbortSignal): Promise<never> {
    await this.http.call({ method: 'DELETE', path: ['collections', name], signal });
    const message = 'Qdrant does not keep metadata of collections; wanted version 1.16 or newer';
    throw new DomainError('qdrant_too_old', message, { upstream: 'Qdrant' });
  }

  private async at(name: string, path: readonly string[], ask: Ask): Promise<JsonAnswer> {
    const answer = await this.http.call({ ...ask, path: ['collections', name, ...path] });
    if (answer.status === 404) throw collectionNotFound(name);
    return this.accepted(answer);
  }

  private accepted(answer: JsonAnswer): JsonAnswer {
    const { status } = answer;
    if (status >= 200 && status < 300) return answer;
    const [code, said] =
      status === 401 || status === 403
        ? ['qdrant_denied', 'Qdrant refuses QDRANT_API_KEY, or wants one']
        : ['qdrant_failed', `Qdrant answered with status ${status}`];
    throw new DomainError(code, said, { upstream: 'Qdrant' });
  }

  private understood<T>(schema: z.ZodType<T>, { body }: JsonAnswer): T {
    const { success, data } = schema.safeParse(body);
    if (success) return data;
    throw new DomainError('upstream_malformed', 'Qdrant answered with something else than it documents');
  }
}
