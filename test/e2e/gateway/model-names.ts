import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, startStack, type Stack } from '../gateway-harness.ts';
import { startFakeOllama } from '../../fakes/fake-ollama.ts';

const hello = [{ role: 'user' as const, content: 'hi' }];
const SLASHES = 'hf.co/bartowski/Tiny-GGUF:Q4_K_M';

describe('model names', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({
      yaml: 'aliases:\n  fast: ollama/llama3.2:latest\n  "org/served-model-2": vllm/org/served-model\n',
    });
  });
  afterAll(() => stack.close());

  const saidBy = async (model: string): Promise<string> => {
    const answer = await stack.client.chat.completions.create({ model, messages: hello });
    return answer.model;
  };
  const upstreamModel = (): unknown => (stack.ollama.requests.at(-1)!.body as { model?: unknown }).model;

  it('are listed for every provider, with their provider in front', async () => {
    const ids: string[] = [];
    for await (const model of stack.client.models.list()) ids.push(model.id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'ollama/llama3.2:latest',
        `ollama/${SLASHES}`,
        'vllm/org/served-model',
        'loopback/echo',
        'loopback/embed',
        'fast',
      ]),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([`ollama/${SLASHES}`, 'vllm/org/served-model'])(
    'are retrieved with their slashes as they are and as %%2F: %s',
    async (id) => {
      const encoded = await stack.client.models.retrieve(id);
      expect(encoded.id).toBe(id);
      const raw = await fetch(`${stack.url}/v1/models/${id}`);
      expect(await raw.json()).toMatchObject({ id, object: 'model' });
      const escaped = await fetch(`${stack.url}/v1/models/${encodeURIComponent(id)}`);
      expect(await escaped.json()).toMatchObject({ id, object: 'model' });
    },
  );

  it('that nobody has are 404 in the shape of OpenAI', async () => {
    const missing = stack.client.models.retrieve('org/none');
    await expect(missing).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it.each([
    ['exact', 'qwen3:8b', 'qwen3:8b'],
    ['with its provider in front', 'ollama/qwen3:8b', 'qwen3:8b'],
    ['with slashes of its own', SLASHES, SLASHES],
    ['with slashes of its own and its provider in front', `ollama/${SLASHES}`, SLASHES],
    ['without the tag', 'ollama/llama3.2', 'llama3.2:latest'],
    ['an alias', 'fast', 'llama3.2:latest'],
  ])('reach Ollama under its own name: %s', async (_how, asked, seen) => {
    await saidBy(asked);
    expect(upstreamModel()).toBe(seen);
  });

  it('that look like a prefix but belong to the model are left whole', async () => {
    await saidBy('org/served-model');
    expect(stack.vllm.requests.at(-1)?.body).toMatchObject({ model: 'org/served-model' });
    await saidBy('org/served-model-2');
    expect(stack.vllm.requests.at(-1)?.body).toMatchObject({ model: 'org/served-model' });
  });

  it('come back to the client as it wrote them, where the reply is translated', async () => {
    expect(await saidBy('fast')).toBe('fast');
    expect(await saidBy('ollama/qwen3:8b')).toBe('ollama/qwen3:8b');
  });

  it('that no provider knows go to the default one, whose answer names the model', async () => {
    const missing = stack.client.chat.completions.create({ model: 'no-such-model', messages: hello });
    await expect(missing).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
      message: expect.stringContaining('no-such-model'),
    });
  });

  it('never become a label of a metric when a client made them up', async () => {
    await stack.client.chat.completions
      .create({ model: 'made-up-by-client', messages: hello })
      .catch(() => undefined);
    await stack.client.chat.completions.create({ model: 'fast', messages: hello });
    const metrics = await (await fetch(`${stack.url}/metrics`)).text();
    expect(metrics).not.toContain('made-up-by-client');
    expect(metrics).toContain('llama3.2:latest');
  });
});

describe('the model list', () => {
  it('is empty for an Ollama that says null, and the gateway still has its loopback', async () => {
    const stack = await startStack({ ollama: { noModels: true } });
    const list = await stack.client.models.list();
    expect(list.data.map((model) => model.id).filter((id) => id.startsWith('ollama/'))).toEqual([]);
    expect(list.data.map((model) => model.id)).toContain('loopback/echo');
    await stack.close();
  });

  it('is served from memory, and marked, while a provider is down', async () => {
    const ollama = await startFakeOllama();
    const gateway = await startGateway({ env: { OLLAMA_URL: ollama.url } });
    await gateway.client.models.list();
    await ollama.close();
    await fetch(`${gateway.url}/v1/cache`, { method: 'DELETE' });
    const reply = await fetch(`${gateway.url}/v1/models`);
    expect(reply.headers.get('x-switchyard-stale')).toBe('ollama');
    expect(await reply.json()).toMatchObject({
      data: expect.arrayContaining([expect.objectContaining({ id: 'ollama/qwen3:8b', stale: true })]),
    });
    await gateway.close();
  });
});
