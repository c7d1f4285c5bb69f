import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonHttp } from '@app/tool-server';
import { startFakeQdrant } from '../../../../test/fakes/fake-qdrant.js';
import type { Filter } from './filter.js';
import { QdrantStore } from './qdrant/qdrant-store.js';
import { openDatabase } from './sqlite/open-database.js';
import { SqliteStore } from './sqlite/sqlite-store.js';
import type { Distance, Metadata, Point, VectorStore } from './vector-store.js';

interface Bed {
  readonly store: VectorStore;
  close(): Promise<void>;
}

const { signal } = new AbortController();
const onSqlite = async (): Promise<Bed> => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-vectors-'));
  const store = new SqliteStore(openDatabase(folder));
  const close = async () => {
    store.close();
    await rm(folder, { recursive: true });
  };
  return { store, close };
};
const onQdrant = async (): Promise<Bed> => {
  const qdrant = await startFakeQdrant();
  const http = new JsonHttp({ name: 'Qdrant', url: qdrant.url, timeoutMs: 5_000, mostBytes: 1_000_000 });
  return { store: new QdrantStore(http), close: () => qdrant.close() };
};
const aPoint = (id: string, vector: number[], metadata: Metadata = {}): Point => ({ id, vector, metadata });

describe.each([
  ['SQLite', onSqlite],
  ['a fake of Qdrant', onQdrant],
])('a vector store in %s', (_name, start) => {
  let bed: Bed;
  const make = (name: string, distance: Distance = 'cosine', model: string | null = null) =>
    bed.store.create({ name, dimensions: 2, distance, model }, signal);
  const search = async (name: string, vector: number[], filter: Filter = {}, limit = 10) =>
    bed.store.search(name, { vector, limit, filter }, signal);

  beforeAll(async () => {
    bed = await start();
  });
  afterAll(() => bed.close());

  it('keeps what a collection is', async () => {
    await make('known', 'l2', 'a-model');
    await bed.store.upsert('known', [aPoint('1', [1, 0])], signal);
    const known = { name: 'known', dimensions: 2, distance: 'l2', model: 'a-model', points: 1 };
    expect(await bed.store.info('known', signal)).toEqual(known);
    expect(await bed.store.list(signal)).toContainEqual(known);
  });

  it('lists collections by name', async () => {
    for (const name of ['z-last', 'A-first']) await make(name);
    const names = (await bed.store.list(signal)).map(({ name }) => name);
    expect(names).toEqual([...names].sort());
  });

  it('makes no collection twice, and the first one stays as it is', async () => {
    await make('twice');
    await bed.store.upsert('twice', [aPoint('1', [1, 0])], signal);
    await expect(make('twice', 'dot')).rejects.toMatchObject({
      code: 'collection_exists',
      param: 'collection',
    });
    expect(await bed.store.info('twice', signal)).toMatchObject({ distance: 'cosine', points: 1 });
  });

  it('knows when there is no such collection', async () => {
    const missing = { code: 'collection_not_found', param: 'collection' };
    await expect(bed.store.info('none', signal)).rejects.toMatchObject(missing);
    await expect(bed.store.upsert('none', [aPoint('1', [1, 0])], signal)).rejects.toMatchObject(missing);
    await expect(search('none', [1, 0])).rejects.toMatchObject(missing);
    await expect(bed.store.delete('none', { ids: ['1'] }, signal)).rejects.toMatchObject(missing);
  });

  it.each<[Distance, [string, number][]]>([
    [
      'cosine',
      [
        ['long', 1],
        ['slant', Math.SQRT1_2],
        ['across', 0],
        ['back', -1],
      ],
    ],
    [
      'dot',
      [
        ['long', 8],
        ['slant', 2],
        ['across', 0],
        ['back', -2],
      ],
    ],
    [
      'l2',
      [
        ['slant', Math.sqrt(2)],
        ['long', 2],
        ['across', Math.sqrt(5)],
        ['back', 3],
      ],
    ],
  ])('says the nearest first, and what the score is: %s', async (distance, expected) => {
    const name = `score-${distance}`;
    await make(name, distance);
    const points = { back: [-1, 0], across: [0, -1], slant: [1, 1], long: [4, 0] };
    await bed.store.upsert(
      name,
      Object.entries(points).map(([id, vector]) => aPoint(id, vector)),
      signal,
    );
    const hits = await search(name, [2, 0]);
    expect(hits.map(({ id }) => id)).toEqual(expected.map(([id]) => id));
    for (const [at, [, score]] of expected.entries()) expect(hits[at]?.score).toBeCloseTo(score, 5);
    expect(await search(name, [2, 0], {}, 2)).toHaveLength(2);
  });

  it('keeps texts and metadata as they were, and replaces a point whole', async () => {
    await make('whole');
    const metadata = { lang: 'de', year: 2024, ratio: 0.5, good: true, tags: ['a', 'ü'] };
    await bed.store.upsert(
      'whole',
      [{ ...aPoint('id/with "signs"', [1, 0], metadata), text: 'grüße' }],
      signal,
    );
    const [before] = await search('whole', [1, 0]);
    expect(before).toEqual({ id: 'id/with "signs"', score: expect.closeTo(1), text: 'grüße', metadata });
    await bed.store.upsert('whole', [aPoint('id/with "signs"', [0, 1], { other: 1 })], signal);
    expect(await search('whole', [0, 1])).toEqual([
      { id: 'id/with "signs"', score: expect.closeTo(1), metadata: { other: 1 } },
    ]);
  });

  it('deletes by id, and by filter, and says how many were there', async () => {
    await make('deleted');
    const points = ['a', 'b', 'c', 'd'].map((id, at) => aPoint(id, [1, at], { at }));
    await bed.store.upsert('deleted', points, signal);
    expect(await bed.store.delete('deleted', { ids: ['a', 'no-such'] }, signal)).toBe(1);
    expect(await bed.store.delete('deleted', { filter: { at: { gte: 2 } } }, signal)).toBe(2);
    expect((await search('deleted', [1, 0])).map(({ id }) => id)).toEqual(['b']);
  });

  describe('filters', () => {
    const all: Record<string, Metadata> = {
      text: { field: 'one' },
      digit: { field: '1' },
      whole: { field: 1 },
      half: { field: 1.5 },
      yes: { field: true },
      list: { field: ['one', 'two'] },
      numbers: { field: [1, 10] },
      mixed: { field: ['1', 2, false] },
      quoted: { field: 'it\'s "x" % _ \' OR 1=1 --' },
      without: { other: 'one' },
    };

    beforeAll(async () => {
      await make('filtered');
      const points = Object.entries(all).map(([id, metadata]) => aPoint(id, [1, 0], metadata));
      await bed.store.upsert('filtered', points, signal);
    });

    it.each<[Filter, string[]]>([
      [{}, Object.keys(all)],
      [{ field: 'one' }, ['text', 'list']],
      [{ field: '1' }, ['digit', 'mixed']],
      [{ field: 1 }, ['whole', 'numbers']],
      [{ field: 1.5 }, ['half']],
      [{ field: true }, ['yes']],
      [{ field: false }, ['mixed']],
      [{ field: { in: ['two', 1.5, true] } }, ['half', 'yes', 'list']],
      [{ field: { gte: 1, lt: 1.5 } }, ['whole', 'numbers']],
      [{ field: { gt: 1, lte: 2 } }, ['half', 'mixed']],
      [{ field: { gt: 2, lt: 10 } }, []],
      [{ field: { gt: -5 } }, ['whole', 'half', 'numbers', 'mixed']],
      [{ field: 'it\'s "x" % _ \' OR 1=1 --' }, ['quoted']],
      [{ field: { in: ['one', '1'] }, other: 'one' }, []],
      [{ other: 'one' }, ['without']],
      [{ 'no-such_field': 'one' }, []],
    ])('let through what they say: %j', async (filter, expected) => {
      const hits = await search('filtered', [1, 0], filter, 50);
      expect(hits.map(({ id }) => id).sort()).toEqual([...expected].sort());
    });
  });
});
