import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFakeOpenAi } from '../../fakes/fake-openai.ts';
import { textOf } from '../../fakes/json.ts';
import { startStack, type Stack } from '../gateway-harness.ts';
import { chunksOf, contentOf, countOf, finishReasonsOf, post, streamChat } from '../raw-call.ts';

const messages = [{ role: 'user' as const, content: 'hello' }];
const VLLM = 'org/served-model';
const OLLAMA = 'llama3.2';
const some = { say: { content: 'half an ' } };
const someDelta = { delta: { content: 'half an ' } };

describe('a stream that ends well', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  it.each([OLLAMA, 'qwen3:8b', VLLM, 'loopback/echo'])(
    'has one finish reason, then [DONE] once, and nothing after it: %s',
    async (model) => {
      const raw = await streamChat(stack.url, { model, messages });
      expect(finishReasonsOf(chunksOf(raw))).toEqual(['stop']);
      expect(countOf(raw, '[DONE]')).toBe(1);
      expect(raw.endsWith('data: [DONE]\n\n')).toBe(true);
      expect(raw).not.toContain('"error"');
    },
  );
});

describe('a stream that breaks off', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
    stack.ollama.script(OLLAMA, [some, { break: 'eof' }]);
    stack.vllm.script(VLLM, [someDelta, { break: 'eof' }]);
  });
  afterAll(() => stack.close());

  const broken = async (model: string): Promise<string> => {
    const raw = await streamChat(stack.url, { model, messages });
    const chunks = chunksOf(raw);
    expect(contentOf(chunks)).toBe('half an ');
    expect(raw).not.toContain('[DONE]');
    expect(finishReasonsOf(chunks)).toEqual([]);
    expect(chunks.filter((chunk) => chunk.error !== undefined)).toHaveLength(1);
    const error = chunks.at(-1)?.error;
    expect(error).toEqual({
      message: expect.any(String),
      type: expect.any(String),
      param: null,
      code: expect.anything(),
    });
    return textOf(error?.['code']);
  };

  it.each([OLLAMA, VLLM])('by the end of its body says so and has no [DONE]: %s', async (model) => {
    expect(await broken(model)).toBe('upstream_incomplete');
  });

  it.each([OLLAMA, VLLM])('by a reset connection says so: %s', async (model) => {
    stack.ollama.script(OLLAMA, () => [some, { until: later() }, { break: 'reset' }]);
    stack.vllm.script(VLLM, () => [someDelta, { until: later() }, { break: 'reset' }]);
    await broken(model);
  });

  it('by an error line of Ollama says that error', async () => {
    stack.ollama.script(OLLAMA, [some, { errorLine: 'llama-server process has terminated: exit status 2' }]);
    expect(await broken(OLLAMA)).toBe('upstream_failed');
  });

  it('by a line that is no JSON says so', async () => {
    stack.ollama.script(OLLAMA, [some, { line: '<html>oops' }]);
    expect(await broken(OLLAMA)).toBe('upstream_malformed');
  });

  it('by an error event of vLLM passes that event on, and not the [DONE] after it', async () => {
    stack.vllm.script(VLLM, [someDelta, { fail: { status: 500, message: 'Internal server error' } }]);
    await broken(VLLM);
  });

  it('by an error event that is cut at every byte is the same', async () => {
    const failing = [someDelta, { fail: { status: 500, message: 'Internal server error' } }];
    stack.vllm.script(VLLM, failing, { cut: 'every byte' });
    await broken(VLLM);
  });

  it('makes the openai client throw, with what it got so far', async () => {
    for (const model of [OLLAMA, VLLM]) {
      stack.ollama.script(OLLAMA, [some, { break: 'eof' }]);
      stack.vllm.script(VLLM, [someDelta, { break: 'eof' }]);
      const stream = await stack.client.chat.completions.create({ model, messages, stream: true });
      let text = '';
      const read = async (): Promise<void> => {
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
      };
      await expect(read()).rejects.toThrow();
      expect(text).toBe('half an ');
    }
  });

  it('is counted as a failure', async () => {
    await streamChat(stack.url, { model: OLLAMA, messages });
    const metrics = await (await fetch(`${stack.url}/metrics`)).text();
    expect(metrics).toContain('upstream_incomplete');
  });
});

describe('the unwrapped error of an old vLLM', () => {
  it('reaches the client in the shape of OpenAI, so that it throws and does not take it for a chunk', async () => {
    const old = await startFakeOpenAi({ dialect: 'vllm-flat' });
    const stack = await startStack({ env: { VLLM_URL: old.url } });
    old.script(VLLM, [someDelta, { fail: { status: 500, message: 'engine died' } }]);
    const raw = await streamChat(stack.url, { model: VLLM, messages });
    expect(chunksOf(raw).at(-1)?.error).toMatchObject({ message: expect.stringContaining('engine died') });
    expect(raw).not.toContain('[DONE]');
    const stream = await stack.client.chat.completions.create({ model: VLLM, messages, stream: true });
    const read = async (): Promise<void> => {
      for await (const chunk of stream) expect(chunk.choices).toBeDefined();
    };
    await expect(read()).rejects.toThrow(/engine died/);
    await stack.close();
    await old.close();
  });
});

describe('an error before the first token', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  const answer = (model: string): Promise<Response> =>
    post(`${stack.url}/v1/chat/completions`, { model, messages, stream: true });

  it('in the stream of vLLM becomes a status and not a 200', async () => {
    stack.vllm.script(VLLM, [{ fail: { status: 500, message: 'Internal server error' } }]);
    const reply = await answer(VLLM);
    expect(reply.status).toBe(502);
    expect(await reply.json()).toMatchObject({ error: { message: expect.stringContaining('vllm') } });
  });

  it('as the first line of Ollama becomes a status and not a 200', async () => {
    stack.ollama.script(OLLAMA, [{ errorLine: 'model runner has unexpectedly stopped' }]);
    const reply = await answer(OLLAMA);
    expect(reply.status).toBe(502);
    expect(await reply.json()).toMatchObject({ error: { message: expect.stringContaining('ollama') } });
  });

  it.each([OLLAMA, VLLM])('an empty body becomes a status and not an empty answer: %s', async (model) => {
    stack.ollama.script(OLLAMA, [{ break: 'eof' }]);
    stack.vllm.script(VLLM, [{ raw: '' }, { break: 'eof' }]);
    const reply = await answer(model);
    expect(reply.status).toBe(502);
  });
});

describe('an answer without a stream that was not finished', () => {
  it('is an error and not half an answer', async () => {
    const stack = await startStack();
    stack.ollama.script(OLLAMA, [some, { break: 'eof' }]);
    const half = stack.client.chat.completions.create({ model: OLLAMA, messages });
    await expect(half).rejects.toMatchObject({ status: 502, code: 'upstream_incomplete' });
    stack.vllm.script(VLLM, [{ break: 'reset' }]);
    const reset = stack.client.chat.completions.create({ model: VLLM, messages });
    await expect(reset).rejects.toMatchObject({ status: 502 });
    await stack.close();
  });
});

/** later gives the bytes before it the time to leave the socket: a reset drops what is still in it. */
function later(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}
