import { ManualClock, ScriptedProvider } from '../../../../test/fixtures/scripted-provider.js';
import { ModelCatalog } from './model-catalog.js';
import { ModelRouter } from './model-router.js';

function setup({ aliases = {}, defaultProvider = 'ollama' } = {}) {
  const clock = new ManualClock();
  const ollama = new ScriptedProvider('ollama', 'qwen3:8b', 'hf.co/org/name:Q4', 'both', 'plain:latest');
  const vllm = new ScriptedProvider('vllm', 'org/model', 'both', 'openai/gpt-oss-20b');
  const openai = new ScriptedProvider('openai', 'gpt-5');
  const providers = [ollama, vllm, openai];
  const catalog = new ModelCatalog({ ttlMs: 60_000, clock, onFailure: () => undefined });
  catalog.replace(providers);
  const settings = providers.map(({ id }) => ({ kind: 'loopback' as const, id }));
  const router = new ModelRouter(catalog, {
    aliases: new Map(Object.entries(aliases)),
    defaultProvider: defaultProvider || undefined,
    providers: settings,
  });
  return { router, catalog, clock, ollama, vllm, openai };
}

describe('a model name', () => {
  it.each([
    ['ollama/qwen3:8b', 'ollama', 'qwen3:8b'],
    ['qwen3:8b', 'ollama', 'qwen3:8b'],
    ['hf.co/org/name:Q4', 'ollama', 'hf.co/org/name:Q4'],
    ['org/model', 'vllm', 'org/model'],
    ['plain', 'ollama', 'plain:latest'],
    ['ollama/plain', 'ollama', 'plain:latest'],
    ['both', 'ollama', 'both'],
    ['vllm/both', 'vllm', 'both'],
    ['openai/gpt-oss-20b', 'vllm', 'openai/gpt-oss-20b'],
    ['openai/unlisted', 'openai', 'unlisted'],
    ['unlisted', 'ollama', 'unlisted'],
    ['strange/unlisted', 'ollama', 'strange/unlisted'],
    ['/leading', 'ollama', '/leading'],
  ])('%s goes to %s as %s', async (name, provider, model) => {
    const { router } = setup();
    expect(await router.resolve(name)).toMatchObject({ provider, model });
  });

  it('that the catalog knows is marked so, for metrics', async () => {
    const { router } = setup();
    expect((await router.resolve('qwen3:8b')).known).toBe(true);
    expect((await router.resolve('ollama/unlisted')).known).toBe(false);
  });

  it('that is an alias goes where it points', async () => {
    const { router } = setup({ aliases: { fast: 'vllm/both', 'gpt-4o': 'openai/new' } });
    expect(await router.resolve('fast')).toMatchObject({ provider: 'vllm', model: 'both' });
    expect(await router.resolve('gpt-4o')).toMatchObject({ provider: 'openai', model: 'new' });
  });

  it('that is exact wins over an alias', async () => {
    const { router } = setup({ aliases: { both: 'openai/gpt-5' } });
    expect(await router.resolve('both')).toMatchObject({ provider: 'ollama' });
  });

  it('that appeared since the last list is found by asking again', async () => {
    const { router, vllm, clock } = setup();
    await router.resolve('both');
    vllm.models.push({ id: 'new-one', created: 2, ownedBy: 'vllm' });
    clock.time += 6_000;
    expect(await router.resolve('new-one')).toMatchObject({ provider: 'vllm', known: true });
  });

  it('that nobody knows does not make every request ask the providers', async () => {
    const { router, vllm } = setup();
    for (let i = 0; i < 5; i++) await router.resolve('nobody-knows');
    expect(vllm.lists).toBe(1);
  });

  it('that nothing places is not found', async () => {
    const { router } = setup({ defaultProvider: '' });
    await expect(router.resolve('nowhere')).rejects.toMatchObject({
      code: 'model_not_found',
      param: 'model',
    });
  });
});

describe('the name "default"', () => {
  it('stands for the model that was chosen, until another is', async () => {
    const { router } = setup();
    router.choose('vllm/both');
    expect(await router.resolve('default')).toMatchObject({ provider: 'vllm', model: 'both', known: true });
    router.choose('openai/gpt-5');
    expect(await router.resolve('default')).toMatchObject({ provider: 'openai', model: 'gpt-5' });
    router.choose(undefined);
    expect(await router.resolve('default')).toMatchObject({ model: 'default', known: false });
  });

  it('stands for what the settings say when they say something, before and after they are replaced', async () => {
    const { router } = setup({ aliases: { default: 'org/model' } });
    router.choose('vllm/both');
    expect(await router.resolve('default')).toMatchObject({ model: 'org/model' });
    router.replace({ aliases: new Map(), defaultProvider: undefined, providers: [] });
    expect(await router.resolve('default')).toMatchObject({ model: 'both' });
  });
});
