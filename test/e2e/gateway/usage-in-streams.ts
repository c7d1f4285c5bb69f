import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { text } from '../../fakes/openai-scenario.ts';
import type { JsonObject } from '../../fakes/json.ts';
import { startStack, type Stack } from '../gateway-harness.ts';
import { chunksOf, countOf, streamChat } from '../raw-call.ts';

const messages = [{ role: 'user', content: 'hello' }];
const models = ['llama3.2', 'qwen3:8b', 'org/served-model', 'loopback/echo'];

describe('usage in streams', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  const stream = (model: string, more: JsonObject = {}): Promise<string> =>
    streamChat(stack.url, { model, messages, ...more });

  it.each(models)(
    'comes once, after the finish and before [DONE], when it was asked for: %s',
    async (model) => {
      const raw = await stream(model, { stream_options: { include_usage: true } });
      const chunks = chunksOf(raw);
      const last = chunks.at(-1);
      expect(last?.choices).toEqual([]);
      expect(last?.usage).toMatchObject({
        prompt_tokens: expect.any(Number),
        completion_tokens: expect.any(Number),
        total_tokens: expect.any(Number),
      });
      expect(chunks.filter((chunk) => Boolean(chunk.usage))).toHaveLength(1);
      expect(chunks.at(-2)?.choices?.[0]?.finish_reason).toBe('stop');
      expect(raw.endsWith('data: [DONE]\n\n')).toBe(true);
    },
  );

  it.each(models)('stays away when it was not asked for: %s', async (model) => {
    for (const more of [{}, { stream_options: { include_usage: false } }, { stream_options: null }]) {
      const raw = await stream(model, more);
      const chunks = chunksOf(raw);
      expect(chunks.every((chunk) => chunk.choices?.length === 1)).toBe(true);
      expect(countOf(raw, 'prompt_tokens')).toBe(0);
      expect(countOf(raw, 'data: [DONE]')).toBe(1);
    }
  });

  it('is asked of vLLM in any case, so that the gateway can count', async () => {
    await stream('org/served-model');
    expect(stack.vllm.requests.at(-1)?.body).toMatchObject({ stream_options: { include_usage: true } });
  });

  it('keeps what else the client put in stream_options', async () => {
    await stream('org/served-model', { stream_options: { include_obfuscation: false } });
    expect(stack.vllm.requests.at(-1)?.body).toMatchObject({
      stream_options: { include_usage: true, include_obfuscation: false },
    });
  });

  it('on every chunk is left alone when the client asked for that', async () => {
    const asked = { stream_options: { include_usage: true, continuous_usage_stats: true } };
    const chunks = chunksOf(await stream('org/served-model', asked));
    expect(chunks.every((chunk) => Boolean(chunk.usage))).toBe(true);
  });

  it('is taken from a usage chunk that the upstream cut at every byte', async () => {
    stack.vllm.script('org/served-model', text('a', 'b'), { cut: 'every byte' });
    const raw = await stream('org/served-model');
    expect(chunksOf(raw).every((chunk) => chunk.choices?.length === 1)).toBe(true);
    expect(raw.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('is not asked of a provider that refuses stream_options', async () => {
    const yaml = `providers:\n  - { id: old, kind: vllm, url: "${stack.vllm.url}", stream_usage: false }\n`;
    const front = await startStack({ yaml });
    await streamChat(front.url, { model: 'old/org/served-model', messages });
    expect(stack.vllm.requests.at(-1)?.body).not.toHaveProperty('stream_options');
    await front.close();
  });
});
