import { ManualClock, ScriptedProvider } from '../../../../test/fixtures/scripted-provider.js';
import { ModelCatalog } from './model-catalog.js';

function setup() {
  const clock = new ManualClock();
  const failures: string[] = [];
  const ollama = new ScriptedProvider('ollama', 'a');
  const vllm = new ScriptedProvider('vllm', 'b');
  const catalog = new ModelCatalog({
    ttlMs: 60_000,
    clock,
    onFailure: (provider) => failures.push(provider),
  });
  catalog.replace([ollama, vllm]);
  const ids = async () =>
    (await catalog.list()).map((model) => `${model.id}${model.stale ? ' (stale)' : ''}`);
  return { catalog, clock, ollama, vllm, failures, ids };
}

describe('the list of models', () => {
  it('holds every provider in order', async () => {
    expect(await setup().ids()).toEqual(['ollama/a', 'vllm/b']);
  });

  it('is kept for its time to live', async () => {
    const { ids, clock, ollama } = setup();
    await ids();
    clock.time += 59_000;
    await ids();
    expect(ollama.lists).toBe(1);
    clock.time += 2_000;
    await ids();
    expect(ollama.lists).toBe(2);
  });

  it('is asked for once when many ask at once', async () => {
    const { ids, ollama } = setup();
    await Promise.all([ids(), ids(), ids()]);
    expect(ollama.lists).toBe(1);
  });

  it('still holds, as stale, what a provider said before it went down', async () => {
    const { ids, clock, ollama, catalog, failures } = setup();
    await ids();
    ollama.down = true;
    clock.time += 61_000;
    expect(await ids()).toEqual(['ollama/a (stale)', 'vllm/b']);
    expect(catalog.staleProviders).toEqual(['ollama']);
    expect(failures).toEqual(['ollama']);
  });

  it('is fresh again soon after the provider is back', async () => {
    const { ids, clock, ollama } = setup();
    ollama.down = true;
    expect(await ids()).toEqual(['vllm/b']);
    ollama.down = false;
    clock.time += 5_001;
    expect(await ids()).toEqual(['ollama/a', 'vllm/b']);
  });

  it('is asked for anew after clear', async () => {
    const { ids, catalog, ollama } = setup();
    await ids();
    catalog.clear();
    await ids();
    expect(ollama.lists).toBe(2);
  });

  it('keeps the list of a provider that a new configuration leaves alone', async () => {
    const { ids, catalog, ollama } = setup();
    await ids();
    catalog.replace([new ScriptedProvider('third', 'c'), ollama]);
    expect(await ids()).toEqual(['third/c', 'ollama/a']);
    expect(ollama.lists).toBe(1);
  });
});
