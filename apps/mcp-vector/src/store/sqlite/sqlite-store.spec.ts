import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { DISTANCES, type Distance, type Point } from '../vector-store.js';
import { openDatabase } from './open-database.js';
import { SqliteStore } from './sqlite-store.js';

const { signal } = new AbortController();

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

/** Computed with eight bytes a number, where the store has four. */
function scoreOf(distance: Distance, a: readonly number[], b: readonly number[]): number {
  if (distance === 'dot') return dot(a, b);
  if (distance === 'cosine') return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  return Math.hypot(...a.map((value, at) => value - (b[at] ?? 0)));
}

describe('the store in SQLite', () => {
  let folder: string;
  let store: SqliteStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-vectors-'));
    store = new SqliteStore(openDatabase(folder));
  });
  afterEach(async () => {
    store.close();
    await rm(folder, { recursive: true });
  });

  it('finds what looking at every vector finds', async () => {
    const dimensions = 5;
    const number = fc.double({ min: -1_000, max: 1_000, noNaN: true }).map(Math.fround);
    const vector = fc
      .array(number, { minLength: dimensions, maxLength: dimensions })
      .filter((values) => Math.hypot(...values) > 1e-3);
    const given = fc.record({
      distance: fc.constantFrom(...DISTANCES),
      vectors: fc.array(vector, { minLength: 1, maxLength: 60 }),
      query: vector,
      limit: fc.integer({ min: 1, max: 12 }),
      odd: fc.boolean(),
    });
    let made = 0;
    await fc.assert(
      fc.asyncProperty(given, async ({ distance, vectors, query, limit, odd }) => {
        const name = `c${(made += 1)}`;
        await store.create({ name, dimensions, distance, model: null });
        const points = vectors.map((vector, at) => ({
          id: `${at}`,
          vector,
          metadata: { odd: at % 2 === 1 },
        }));
        await store.upsert(name, points);
        const hits = await store.search(name, { vector: query, limit, filter: odd ? { odd } : {} }, signal);
        const scores = points
          .filter(({ metadata }) => !odd || metadata.odd)
          .map(({ vector }) => scoreOf(distance, vector, query))
          .sort((a, b) => (distance === 'l2' ? a - b : b - a));
        expect(hits).toHaveLength(Math.min(limit, scores.length));
        for (const [at, { id, score }] of hits.entries()) {
          const vector = vectors[Number(id)] ?? [];
          const scale =
            distance === 'dot' ? Math.sqrt(dot(vector, vector) * dot(query, query)) : Math.max(1, score);
          expect(Math.abs(score - scoreOf(distance, vector, query))).toBeLessThan(1e-4 * Math.max(1, scale));
          expect(Math.abs(score - (scores[at] ?? NaN))).toBeLessThan(1e-4 * Math.max(1, scale));
        }
      }),
      { numRuns: 80 },
    );
  });

  it('looks at every row of a collection that it does not read at once', async () => {
    await store.create({ name: 'many', dimensions: 2, distance: 'l2', model: null });
    const points = Array.from({ length: 9_000 }, (_, at) => ({ id: `${at}`, vector: [at, 0], metadata: {} }));
    await store.upsert('many', points);
    const query = { vector: [8_999, 0], limit: 3, filter: {} };
    const hits = await store.search('many', query, signal);
    expect(hits.map(({ id, score }) => [id, score])).toEqual([
      ['8999', 0],
      ['8998', 1],
      ['8997', 2],
    ]);
    const first = await store.search('many', { ...query, vector: [0, 0], limit: 1 }, signal);
    expect(first).toMatchObject([{ id: '0', score: 0 }]);
    const cancel = new AbortController();
    const search = store.search('many', query, cancel.signal);
    cancel.abort(new Error('nobody wants to know'));
    await expect(search).rejects.toThrow('nobody wants to know');
  });

  it('writes all points of a call, or none', async () => {
    await store.create({ name: 'atomic', dimensions: 1, distance: 'l2', model: null });
    const bad = { id: 'bad', vector: [1], metadata: { huge: 1n } } as object as Point;
    const points = [{ id: 'good', vector: [1], metadata: {} }, bad];
    await expect(store.upsert('atomic', points)).rejects.toThrow();
    expect(await store.info('atomic')).toMatchObject({ points: 0 });
    await store.upsert('atomic', points.slice(0, 1));
    expect(await store.info('atomic')).toMatchObject({ points: 1 });
  });

  it('is there again after it was closed, and is readable by its owner alone', async () => {
    await store.create({ name: 'kept', dimensions: 1, distance: 'dot', model: 'm' });
    await store.upsert('kept', [{ id: 'a', vector: [2], text: 'two', metadata: { n: 2 } }]);
    store.close();
    const below = join(folder, 'mcp', 'vector');
    new SqliteStore(openDatabase(below)).close();
    expect((await stat(below)).mode & 0o777).toBe(0o700);
    store = new SqliteStore(openDatabase(folder));
    const hits = await store.search('kept', { vector: [3], limit: 1, filter: {} }, signal);
    expect(hits).toEqual([{ id: 'a', score: expect.closeTo(6), text: 'two', metadata: { n: 2 } }]);
  });

  it('serves readers while another process writes, and tells a second writer to come again', async () => {
    await store.create({ name: 'shared', dimensions: 1, distance: 'l2', model: null });
    store.close();
    store = new SqliteStore(openDatabase(folder, 50));
    const other = new DatabaseSync(join(folder, 'vectors.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(await store.search('shared', { vector: [1], limit: 1, filter: {} }, signal)).toEqual([]);
    const second = store.upsert('shared', [{ id: 'a', vector: [1], metadata: {} }]);
    await expect(second).rejects.toMatchObject({ code: 'store_busy' });
    other.exec('ROLLBACK');
    other.close();
    await store.upsert('shared', [{ id: 'a', vector: [1], metadata: {} }]);
    expect(await store.info('shared')).toMatchObject({ points: 1 });
  });

  it('leaves a file alone that a newer program has written', () => {
    const other = new DatabaseSync(join(folder, 'vectors.db'));
    other.exec('PRAGMA user_version = 2');
    other.close();
    expect(() => openDatabase(folder)).toThrow(/version 2, wanted 1/);
  });

  it('names the variable when its folder cannot be used', async () => {
    await writeFile(join(folder, 'a-file'), '');
    expect(() => openDatabase(join(folder, 'a-file', 'below'))).toThrow(/^DATA_DIR: .*ENOTDIR/);
  });
});
