import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeEmbeddings, type FakeEmbeddings } from '../../../test/fakes/fake-embeddings.js';
import { startFakeQdrant, type FakeQdrant } from '../../../test/fakes/fake-qdrant.js';
import { connectTools, type ToolClient } from '../../../test/mcp/tool-client.js';
import { vectorTools } from './vector-tools.js';

let embeddings: FakeEmbeddings;
let folder: string;
const ends: (() => unknown)[] = [];

async function connect(env: Record<string, string> = {}): Promise<ToolClient> {
  const texts = { EMBEDDINGS_URL: embeddings.url, EMBEDDINGS_MODEL: 'letters' };
  const { set, store } = vectorTools({ DATA_DIR: folder, ...texts, ...env });
  const client = await connectTools(set);
  ends.push(async () => {
    await client.close();
    store.close();
  });
  return client;
}

const refusal = (text: RegExp) => ({ isError: true, text: expect.stringMatching(text) });

beforeEach(async () => {
  embeddings = await startFakeEmbeddings();
  folder = await mkdtemp(join(tmpdir(), 'switchyard-vector-'));
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await embeddings.close();
  await rm(folder, { recursive: true });
});

describe('the vector server with texts', () => {
  it('finds texts by their meaning, and asks the model how wide its vectors are', async () => {
    const client = await connect({ EMBEDDINGS_KEY: 'sy-a-key' });
    const made = await client.call('create_collection', { collection: 'docs' });
    expect(made.value).toEqual({
      name: 'docs',
      dimensions: 5,
      distance: 'cosine',
      model: 'letters',
      points: 0,
    });
    const points = [
      { id: 'one', text: 'aaaa', metadata: { lang: 'de' } },
      { id: 'two', text: 'bbbb' },
      { text: 'aaab' },
    ];
    const { value } = await client.call('upsert_vectors', { collection: 'docs', points });
    expect(value).toEqual({ ids: ['one', 'two', expect.stringMatching(/^[0-9a-f-]{36}$/)] });
    const found = await client.call('search_by_text', { collection: 'docs', text: 'aaa', limit: 2 });
    expect(found.value).toMatchObject({
      hits: [{ id: 'one', text: 'aaaa', metadata: { lang: 'de' } }, { text: 'aaab' }],
    });
    const asked = new Set(embeddings.asked.map(({ model, key }) => `${model} ${key}`));
    expect(asked).toEqual(new Set(['letters Bearer sy-a-key']));
    expect(JSON.parse(found.text)).toEqual(found.value);
    const info = await client.call('get_collection_info', { collection: 'docs' });
    expect(info.value).toMatchObject({ points: 3 });
  });

  it('embeds many texts a few at a time, and puts each vector to its text', async () => {
    const client = await connect();
    await client.call('create_collection', { collection: 'docs', distance: 'l2' });
    const points = Array.from({ length: 150 }, (_, at) => ({ id: `${at}`, text: 'a'.repeat(at + 1) }));
    await client.call('upsert_vectors', { collection: 'docs', points });
    expect(embeddings.asked.slice(1).map(({ input }) => input.length)).toEqual([64, 64, 22]);
    const found = await client.call('search_by_text', {
      collection: 'docs',
      text: 'a'.repeat(100),
      limit: 1,
    });
    expect(found.value).toEqual({ hits: [{ id: '99', score: 0, text: 'a'.repeat(100), metadata: {} }] });
    const long = Array.from({ length: 6 }, (_, at) => ({ id: `${at}`, text: 'ab'.repeat(30_000) }));
    await client.call('upsert_vectors', { collection: 'docs', points: long });
    expect(embeddings.asked.slice(-2).map(({ input }) => input.length)).toEqual([4, 2]);
  });

  it('writes nothing when one of the calls to the model fails', async () => {
    const client = await connect();
    await client.call('create_collection', { collection: 'docs' });
    embeddings.instead = ({ input }) => (input.length < 64 ? { status: 503, body: {} } : undefined);
    const points = Array.from({ length: 70 }, () => ({ text: 'a' }));
    const failed = await client.call('upsert_vectors', { collection: 'docs', points });
    expect(failed).toMatchObject(refusal(/^embeddings_failed: .*503/));
    expect((await client.call('get_collection_info', { collection: 'docs' })).value).toMatchObject({
      points: 0,
    });
  });

  it('never mixes models, and names both', async () => {
    const letters = await connect();
    await letters.call('create_collection', { collection: 'docs' });
    const other = await connect({ EMBEDDINGS_MODEL: 'numbers' });
    const mixed = /^models_differ: .*"docs" holds vectors of letters, and these are some of numbers/;
    expect(await other.call('search_by_text', { collection: 'docs', text: 'a' })).toMatchObject(
      refusal(mixed),
    );
    const texts = [{ text: 'a' }];
    expect(await other.call('upsert_vectors', { collection: 'docs', points: texts })).toMatchObject(
      refusal(mixed),
    );
    const points = [{ id: 'own', vector: [1, 0, 0, 0, 0] }];
    const unnamed = await letters.call('upsert_vectors', { collection: 'docs', points });
    expect(unnamed).toMatchObject(refusal(/^models_differ: model: .*without a model/));
    const wrong = { collection: 'docs', vector: [1, 0, 0, 0, 0], model: 'numbers' };
    expect(await letters.call('search_vectors', wrong)).toMatchObject(refusal(mixed));
    const named = await letters.call('upsert_vectors', { collection: 'docs', points, model: 'letters' });
    expect(named.value).toEqual({ ids: ['own'] });
    expect(embeddings.asked).toHaveLength(1);
  });

  it('refuses texts for vectors of nobody knows which model', async () => {
    const client = await connect();
    await client.call('create_collection', { collection: 'raw', dimensions: 5 });
    const mixed = await client.call('upsert_vectors', { collection: 'raw', points: [{ text: 'a' }] });
    expect(mixed).toMatchObject(refusal(/^models_differ: .*of no model that was named/));
  });

  it.each<[string, { status: number; body: unknown }, RegExp]>([
    ['refuses the key', { status: 401, body: {} }, /^embeddings_failed: EMBEDDINGS_KEY/],
    ['does not know the model', { status: 404, body: {} }, /^embeddings_failed: .*letters.*EMBEDDINGS_MODEL/],
    ['is busy', { status: 429, body: {} }, /^embeddings_failed: .*busy/],
    [
      'takes no text so long',
      { status: 400, body: { error: { code: 'context_length_exceeded' } } },
      /^text_too_long: /,
    ],
    [
      'repeats the text in its error',
      { status: 400, body: { error: { code: 'a secret text' } } },
      /^embeddings_failed: .*400$/,
    ],
    [
      'leaves vectors out',
      { status: 200, body: { data: [] } },
      /^upstream_malformed: .*0 vectors for 1 texts/,
    ],
    [
      'answers with another width',
      { status: 200, body: { data: [{ index: 0, embedding: [1] }] } },
      /^dimensions_differ: /,
    ],
    [
      'answers with zeros',
      { status: 200, body: { data: [{ index: 0, embedding: [0, 0, 0, 0, 0] }] } },
      /^invalid_vector: /,
    ],
  ])('says so when the gateway %s', async (_what, answer, expected) => {
    const client = await connect({ EMBEDDINGS_KEY: 'sy-a-key' });
    await client.call('create_collection', { collection: 'docs' });
    embeddings.instead = () => answer;
    const failed = await client.call('search_by_text', { collection: 'docs', text: 'a secret text' });
    expect(failed).toMatchObject(refusal(expected));
    expect(failed.text).not.toMatch(/a secret text|sy-a-key/);
    expect(client.reports).toEqual([]);
  });

  it('says so when the gateway is away, and when no model is configured', async () => {
    const client = await connect();
    await client.call('create_collection', { collection: 'docs' });
    await embeddings.close();
    const search = { collection: 'docs', text: 'a' };
    expect(await client.call('search_by_text', search)).toMatchObject(
      refusal(/^upstream_unreachable: the gateway/),
    );
    const bare = await connect({ EMBEDDINGS_MODEL: '' });
    expect(await bare.call('search_by_text', search)).toMatchObject(
      refusal(/^embeddings_not_configured: text: /),
    );
    const create = await bare.call('create_collection', { collection: 'more' });
    expect(create).toMatchObject(refusal(/^embeddings_not_configured: dimensions: .*EMBEDDINGS_MODEL/));
  });

  it('lets go of the model when the caller cancels, and writes nothing', async () => {
    const client = await connect();
    await client.call('create_collection', { collection: 'docs' });
    const cancel = new AbortController();
    embeddings.instead = () => {
      cancel.abort();
      return 'silence';
    };
    const call = client.call(
      'upsert_vectors',
      { collection: 'docs', points: [{ text: 'a' }] },
      cancel.signal,
    );
    await expect(call).rejects.toThrow();
    await embeddings.left;
    expect((await client.call('get_collection_info', { collection: 'docs' })).value).toMatchObject({
      points: 0,
    });
  });
});

describe('the vector server with vectors', () => {
  it('works without a model', async () => {
    const client = await connect({ EMBEDDINGS_MODEL: '' });
    await client.call('create_collection', {
      collection: 'raw',
      dimensions: 2,
      distance: 'dot',
      model: 'mine',
    });
    const points = [
      { id: 'a', vector: [1, 0], text: 'kept', metadata: { year: 2020 } },
      { id: 'b', vector: [3, 0], metadata: { year: 2024 } },
    ];
    await client.call('upsert_vectors', { collection: 'raw', points, model: 'mine' });
    const near = await client.call('search_vectors', { collection: 'raw', vector: [2, 0] });
    expect(near.value).toMatchObject({ hits: [{ id: 'b' }, { id: 'a', text: 'kept' }] });
    const filter = { year: { lt: 2022 } };
    const old = await client.call('search_vectors', { collection: 'raw', vector: [2, 0], filter });
    expect(old.value).toMatchObject({ hits: [{ id: 'a' }] });
    expect((await client.call('delete_vectors', { collection: 'raw', filter })).value).toEqual({
      deleted: 1,
    });
    expect((await client.call('list_collections')).value).toEqual({
      collections: [{ name: 'raw', dimensions: 2, distance: 'dot', model: 'mine', points: 1 }],
    });
  });

  const good = { id: 'a', vector: [1, 0] };
  it.each<[string, string, Record<string, unknown>, RegExp]>([
    [
      'a width that differs',
      'upsert_vectors',
      { points: [good, { vector: [1] }] },
      /^dimensions_differ: points\[1\]\.vector: got 1 numbers, wanted 2/,
    ],
    [
      'a vector without a direction',
      'upsert_vectors',
      { points: [{ vector: [0, 0] }] },
      /^invalid_vector: points\[0\]\.vector/,
    ],
    ['an id that is there twice', 'upsert_vectors', { points: [good, good] }, /^double_id: points\[1\]\.id/],
    [
      'a point of nothing',
      'upsert_vectors',
      { points: [good, { id: 'b' }] },
      /^invalid_point: points\[1\]: /,
    ],
    ['no point', 'upsert_vectors', { points: [] }, /points/],
    ['a number beyond all bounds', 'upsert_vectors', { points: [{ vector: [1e300, 0] }] }, /vector/],
    [
      'metadata in metadata',
      'upsert_vectors',
      { points: [{ ...good, metadata: { a: { b: 1 } } }] },
      /metadata/,
    ],
    [
      'a field that would be a path',
      'upsert_vectors',
      { points: [{ ...good, metadata: { 'a.b': 1 } }] },
      /metadata/,
    ],
    [
      'a filter of an unknown kind',
      'search_vectors',
      { vector: [1, 0], filter: { a: { like: 'x' } } },
      /filter\.a: /,
    ],
    ['a filter of no bounds', 'search_vectors', { vector: [1, 0], filter: { a: {} } }, /filter/],
    ['a limit beyond all bounds', 'search_vectors', { vector: [1, 0], limit: 101 }, /limit/],
    ['a deletion of everything', 'delete_vectors', { filter: {} }, /^invalid_selection: ids: /],
    ['a deletion of nothing', 'delete_vectors', {}, /^invalid_selection: ids: /],
    ['a deletion by both', 'delete_vectors', { ids: ['a'], filter: { a: 1 } }, /^invalid_selection: ids: /],
    ['an unknown argument', 'search_vectors', { vector: [1, 0], top: 3 }, /top/],
    ['a name that is none', 'search_vectors', { collection: '../raw', vector: [1, 0] }, /collection/],
  ])('refuses %s, and writes nothing', async (_what, name, args, expected) => {
    const client = await connect();
    await client.call('create_collection', { collection: 'raw', dimensions: 2 });
    expect(await client.call(name, { collection: 'raw', ...args })).toMatchObject(refusal(expected));
    expect((await client.call('get_collection_info', { collection: 'raw' })).value).toMatchObject({
      points: 0,
    });
    expect(client.reports).toEqual([]);
  });

  it('says what each tool does', async () => {
    const tools = await (await connect()).tools();
    expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
      ['create_collection', false],
      ['list_collections', true],
      ['get_collection_info', true],
      ['upsert_vectors', false],
      ['search_vectors', true],
      ['search_by_text', true],
      ['delete_vectors', false],
    ]);
    expect(tools.every(({ outputSchema }) => outputSchema !== undefined)).toBe(true);
  });
});

describe('the vector server on Qdrant', () => {
  let qdrant: FakeQdrant;
  beforeEach(async () => {
    qdrant = await startFakeQdrant();
    ends.push(() => qdrant.close());
  });

  it('shows its key with every call, and says so when that is refused', async () => {
    qdrant.key = 'sy-of-qdrant';
    const client = await connect({ QDRANT_URL: qdrant.url, QDRANT_API_KEY: 'sy-of-qdrant' });
    await client.call('create_collection', { collection: 'docs' });
    await client.call('upsert_vectors', { collection: 'docs', points: [{ id: 'one', text: 'aa' }] });
    const found = await client.call('search_by_text', { collection: 'docs', text: 'a' });
    expect(found.value).toMatchObject({ hits: [{ id: 'one', text: 'aa' }] });
    expect(new Set(qdrant.requests.map(({ key }) => key))).toEqual(new Set(['sy-of-qdrant']));
    qdrant.key = 'another';
    const refused = await client.call('list_collections');
    expect(refused).toMatchObject(refusal(/^qdrant_denied: .*QDRANT_API_KEY/));
    expect(refused.text).not.toContain('sy-of-qdrant');
  });

  it('leaves collections alone that it did not make', async () => {
    const points = new Map();
    qdrant.collections.set('foreign', { size: 2, distance: 'Dot', metadata: undefined, points });
    const client = await connect({ QDRANT_URL: qdrant.url });
    expect((await client.call('list_collections')).value).toEqual({ collections: [] });
    const foreign = [{ vector: [1, 0] }];
    for (const [name, args] of Object.entries({
      upsert_vectors: { points: foreign },
      search_vectors: { vector: [1, 0] },
      delete_vectors: { ids: ['a'] },
    })) {
      const refused = await client.call(name, { collection: 'foreign', ...args });
      expect(refused).toMatchObject(refusal(/^collection_not_found/));
    }
    const create = await client.call('create_collection', { collection: 'foreign', dimensions: 2 });
    expect(create).toMatchObject(refusal(/^collection_exists/));
    expect(qdrant.requests.filter(({ url }) => url.includes('/points'))).toEqual([]);
  });

  it('refuses a Qdrant that would forget the model, and leaves nothing behind', async () => {
    qdrant.forgetsMetadata = true;
    const client = await connect({ QDRANT_URL: qdrant.url });
    const refused = await client.call('create_collection', { collection: 'docs', dimensions: 2 });
    expect(refused).toMatchObject(refusal(/^qdrant_too_old: .*1\.16/));
    expect(qdrant.collections.size).toBe(0);
  });

  it.each([
    [{ status: 500, body: { status: { error: 'a secret text' } } }, /^qdrant_failed: .*500$/],
    [{ status: 200, body: { result: 'a secret text' } }, /^upstream_malformed/],
  ])('turns %j into an error with a name', async (answer, expected) => {
    const client = await connect({ QDRANT_URL: qdrant.url });
    qdrant.instead = answer;
    const failed = await client.call('list_collections');
    expect(failed).toMatchObject(refusal(expected));
    expect(failed.text).not.toContain('a secret text');
  });
});
