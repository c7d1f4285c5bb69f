import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFakeOpenAi } from '../../fakes/fake-openai.ts';
import type { DialectName } from '../../fakes/openai-dialect.ts';
import { startStack, type Stack } from '../gateway-harness.ts';

const long = [{ role: 'user' as const, content: 'word '.repeat(20_000) }];
const tooLong = { status: 400, code: 'context_length_exceeded' };

describe('a prompt that does not fit', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  it.each([
    ['llama-server, JSON within text', 'llama3.2'],
    ["Ollama's own renderer", 'qwen3:8b'],
    ['MLX, status 500', 'mlx-community/qwen:4b'],
    ['vLLM', 'org/served-model'],
  ])('is a 400 that says so, streamed or not: %s', async (_who, model) => {
    const { completions } = stack.client.chat;
    await expect(completions.create({ model, messages: long })).rejects.toMatchObject(tooLong);
    await expect(completions.create({ model, messages: long, stream: true })).rejects.toMatchObject(tooLong);
  });

  it('tells how long it was and what fits, in words and not in JSON within JSON', async () => {
    const refused = stack.client.chat.completions.create({ model: 'llama3.2', messages: long });
    await expect(refused).rejects.toMatchObject({
      message: expect.stringMatching(/request \(25000 tokens\) exceeds the available context size/),
    });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('{') });
  });

  it('is not cut by Ollama in silence when older messages could be dropped', async () => {
    const history = [...long, { role: 'user' as const, content: 'short' }];
    const refused = stack.client.chat.completions.create({ model: 'llama3.2', messages: history });
    await expect(refused).rejects.toMatchObject(tooLong);
  });

  it('fits after all when the client asks for a larger window', async () => {
    const chat = { model: 'llama3.2', messages: long, options: { num_ctx: 65_536 } };
    const answer = await stack.client.chat.completions.create(chat as never);
    expect(answer).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
  });

  it('fits when the configuration asks for a larger window', async () => {
    const yaml = `providers:\n  - { id: ollama, kind: ollama, url: "${stack.ollama.url}", num_ctx: 65536 }\n`;
    const wide = await startStack({ yaml, env: { OLLAMA_URL: stack.ollama.url } });
    const answer = await wide.client.chat.completions.create({ model: 'llama3.2', messages: long });
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    await wide.close();
  });

  it.each(['vllm-flat', 'openai', 'llamacpp', 'sglang'] satisfies DialectName[])(
    'is a 400 that says so whatever the wording: %s',
    async (dialect) => {
      const other = await startFakeOpenAi({ dialect });
      const front = await startStack({ env: { VLLM_URL: other.url } });
      const { completions } = front.client.chat;
      const model = 'org/served-model';
      await expect(completions.create({ model, messages: long, stream: true })).rejects.toMatchObject(
        tooLong,
      );
      await expect(completions.create({ model, messages: long })).rejects.toMatchObject(tooLong);
      await front.close();
      await other.close();
    },
  );

  it('is an error though the server answers 200 with an error inside', async () => {
    const other = await startFakeOpenAi({ dialect: 'lmstudio' });
    const front = await startStack({ env: { VLLM_URL: other.url } });
    const { completions } = front.client.chat;
    const model = 'org/served-model';
    await expect(completions.create({ model, messages: long })).rejects.toThrow(/context/);
    await expect(completions.create({ model, messages: long, stream: true })).rejects.toThrow(/context/);
    await front.close();
    await other.close();
  });
});
