import { OPS_TOKEN_HOLDER } from '@app/auth';
import { DomainError, type CancelSignal } from '@app/kernel';
import type { LibraryModel, ModelLibrary, Provider, PullProgress } from '@app/providers';
import { ModelAudit } from '../changes/model-audit.js';
import { Inventories } from '../inventories.js';
import { ManagedModels } from '../managed-models.js';
import { PullDesk } from './pull-desk.js';

const OPERATOR = { client: OPS_TOKEN_HOLDER, requestId: 'req-1' };

/** HeldLibrary pulls nothing until it is told to. */
class HeldLibrary implements Partial<ModelLibrary> {
  models: LibraryModel[] = [];
  readonly pulled: string[] = [];
  private readonly held = new Map<string, () => void>();

  inventory = async () => this.models;
  nameOf = (model: string) => (model.includes(':') ? model : `${model}:latest`);

  async *pull(model: string, signal: CancelSignal): AsyncGenerator<PullProgress> {
    this.pulled.push(model);
    yield { status: 'pulling manifest' };
    await new Promise<void>((resolve, reject) => {
      this.held.set(model, resolve);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
    this.models = [...this.models.filter(({ id }) => id !== model), { id: model, digest: 'new' }];
  }

  finish(model: string): void {
    this.held.get(model)?.();
  }
}

let library: HeldLibrary;
let shipped: string[];
let takes: boolean;
let desk: PullDesk;

beforeEach(() => {
  library = new HeldLibrary();
  [shipped, takes] = [[], true];
  desk = deskOf([{ id: 'ollama', kind: 'ollama', library } as unknown as Provider]);
});

function deskOf(list: Provider[]): PullDesk {
  const providers = {
    providers: list,
    has: (id: string) => list.some((provider) => provider.id === id),
    lease: (id: string) => {
      const provider = list.find((one) => one.id === id);
      return provider && { provider, release: () => undefined };
    },
  };
  const catalog = {
    find: () => undefined,
    findAgain: async () => undefined,
    list: async () => [],
    staleProviders: [],
    clear: () => undefined,
  };
  const ship = async ({ result, resource }: { result: string; resource: string }) => {
    if (!takes) throw new DomainError('audit_unavailable', 'no');
    shipped.push(`${result} ${resource}`);
    return '';
  };
  const audit = new ModelAudit({ ship }, { error: () => undefined });
  const models = new ManagedModels(providers, catalog, new Inventories(providers, catalog));
  return new PullDesk({ models, providers, audit });
}

const states = () =>
  desk.list(OPERATOR).map(({ model, state }) => `${model.slice('ollama/'.length)} ${state}`);

it('the same model asked for at the same time, in other words, is one pull', async () => {
  const pulls = await Promise.all(
    ['a', 'a:latest', 'ollama/a'].map((model) => desk.start({ model }, OPERATOR)),
  );
  expect(new Set(pulls).size).toBe(1);
  expect(library.pulled).toEqual(['a:latest']);
  expect(shipped).toEqual(['intent model/ollama/a:latest']);
});

it('what the audit does not take is not begun', async () => {
  takes = false;
  await expect(desk.start({ model: 'a' }, OPERATOR)).rejects.toMatchObject({ code: 'audit_unavailable' });
  expect(library.pulled).toEqual([]);
  expect(states()).toEqual([]);
});

it('two run, twenty wait, and the next is refused', async () => {
  for (let at = 0; at < 22; at++) await desk.start({ model: `m${at}` }, OPERATOR);
  await expect(desk.start({ model: 'one-more' }, OPERATOR)).rejects.toMatchObject({ code: 'queue_full' });
  expect(library.pulled).toHaveLength(2);
  expect(desk.list(OPERATOR).at(-1)?.position).toBe(20);
});

it('the next one starts when one has ended, and the last fifty are remembered', async () => {
  for (let at = 0; at < 60; at++) {
    const pull = await desk.start({ model: `m${at}` }, OPERATOR);
    await pull.events.read(1, new AbortController().signal).next();
    await new Promise(setImmediate);
    library.finish(`m${at}:latest`);
    await pull.ended;
  }
  expect(states()).toHaveLength(50);
  expect(states()[0]).toBe('m59:latest done');
  expect(shipped.filter((line) => line.startsWith('ok'))).toHaveLength(60);
});

it('a model that is there wants a confirmation', async () => {
  library.models = [{ id: 'a:latest', digest: 'old' }];
  await expect(desk.start({ model: 'a' }, OPERATOR)).rejects.toMatchObject({ code: 'confirm_required' });
  expect(shipped).toEqual([]);
  const pull = await desk.start({ model: 'a', confirm: true }, OPERATOR);
  await new Promise(setImmediate);
  library.finish('a:latest');
  await pull.ended;
  expect(pull.view).toMatchObject({ digest_before: 'old', digest_after: 'new', tag_moved: true });
});

it('a gateway that stops ends what runs and what waits, says so, and takes nothing new', async () => {
  for (const model of ['a', 'b', 'c']) await desk.start({ model }, OPERATOR);
  await desk.close();
  expect(states().sort()).toEqual(['a:latest failed', 'b:latest failed', 'c:latest failed']);
  expect(shipped.filter((line) => line.startsWith('error'))).toHaveLength(3);
  await expect(desk.start({ model: 'd' }, OPERATOR)).rejects.toMatchObject({ code: 'shutting_down' });
});

describe('where a model goes', () => {
  const other = () => ({ id: 'gpu', kind: 'ollama', library }) as unknown as Provider;
  const first = () => ({ id: 'ollama', kind: 'ollama', library }) as unknown as Provider;
  const none = { id: 'vllm', kind: 'vllm' } as Provider;

  it.each([
    [{ model: 'a', provider: 'gpu' }, 'gpu/a:latest'],
    [{ model: 'gpu/a' }, 'gpu/a:latest'],
    [{ model: 'gpu/a', provider: 'gpu' }, 'gpu/a:latest'],
    [{ model: 'gpu/a', provider: 'ollama' }, 'ollama/gpu/a:latest'],
    [{ model: 'hf.co/org/a:Q4', provider: 'ollama' }, 'ollama/hf.co/org/a:Q4'],
  ])('%j is %s', async (body, model) => {
    desk = deskOf([first(), other(), none]);
    expect((await desk.start(body, OPERATOR)).model).toBe(model);
  });

  it('is asked where several could take it, and refused where none can', async () => {
    desk = deskOf([first(), other()]);
    await expect(desk.start({ model: 'a' }, OPERATOR)).rejects.toMatchObject({
      code: 'invalid_request',
      param: 'provider',
    });
    desk = deskOf([none]);
    for (const body of [
      { model: 'a' },
      { model: 'a', provider: 'vllm' },
      { model: 'a', provider: 'nobody' },
    ]) {
      await expect(desk.start(body, OPERATOR)).rejects.toMatchObject({ code: 'library_not_managed' });
    }
  });
});
