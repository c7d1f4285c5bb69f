import { DomainError } from '@app/kernel';
import type { LibraryModel, ModelLibrary, Provider } from '@app/providers';
import type { CatalogModel } from '../catalog/model-catalog.js';
import { Inventories } from './inventories.js';

let now = 0;
let asked = 0;
let answer: () => Promise<LibraryModel[]>;
let listed: CatalogModel[] = [];
let stale: string[] = [];

const library = { inventory: () => ((asked += 1), answer()) } as Partial<ModelLibrary>;
const ollama = { id: 'ollama', kind: 'ollama', library } as Provider;
const vllm = { id: 'vllm', kind: 'vllm' } as Provider;
let inventories: Inventories;

beforeEach(() => {
  [now, asked, listed, stale] = [0, 0, [], []];
  answer = async () => [{ id: 'a:1b', sizeBytes: 5 }];
  const catalog = {
    list: async () => listed,
    get staleProviders() {
      return stale;
    },
  };
  const clock = { now: () => now, monotonic: () => now };
  inventories = new Inventories({ providers: [ollama, vllm] }, catalog, clock);
});

const known = (provider: string, model: string): CatalogModel => ({
  id: `${provider}/${model}`,
  provider,
  model,
  created: 0,
  ownedBy: '',
  stale: false,
});

it('those who look at the same time, or soon after, share one answer', async () => {
  await Promise.all([inventories.all(), inventories.all(), inventories.all()]);
  now = 1_900;
  await inventories.all();
  expect(asked).toBe(1);
  now = 2_100;
  await inventories.all();
  expect(asked).toBe(2);
});

it('after a change everybody is asked anew', async () => {
  await inventories.all();
  inventories.forget();
  await inventories.all();
  expect(asked).toBe(2);
});

it('a provider that fails shows what it had, with the reason', async () => {
  await inventories.all();
  now = 5_000;
  answer = () => Promise.reject(new DomainError('upstream_unreachable', 'nobody there'));
  const [first] = await inventories.all();
  expect(first).toMatchObject({
    models: [{ id: 'a:1b', sizeBytes: 5 }],
    failure: { code: 'upstream_unreachable' },
  });
});

it('a provider that never answered shows what the catalogue knows', async () => {
  listed = [known('ollama', 'a:1b')];
  answer = () => Promise.reject(new DomainError('client_closed_request', 'our own patience'));
  const [first] = await inventories.all();
  expect(first).toMatchObject({ models: [{ id: 'a:1b' }], failure: { code: 'upstream_timeout' } });
});

it('of a provider without a library the list is shown, and whether it is from memory', async () => {
  listed = [known('vllm', 'served')];
  stale = ['vllm'];
  const [, second] = await inventories.all();
  expect(second).toMatchObject({ models: [{ id: 'served' }], failure: { code: 'upstream_timeout' } });
});

it('what is our own fault is not hidden', async () => {
  answer = () => Promise.reject(new TypeError('a bug'));
  await expect(inventories.all()).rejects.toThrow('a bug');
});
