import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Gate } from '../fakes/gate.ts';
import { startMuteServer } from '../fakes/mute-server.ts';
import { startStack, type Stack } from './gateway-harness.ts';
import { chunksOf, contentOf, streamChat } from './raw-call.ts';

const messages = [{ role: 'user' as const, content: 'hello' }];
const VLLM = 'org/served-model';
const OLLAMA = 'llama3.2';

describe('time limits', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ yaml: 'timeouts: { first_token_sec: 0.4, idle_sec: 0.4, total_sec: 2 }\n' });
  });
  afterAll(() => stack.close());

  const chat = (model: string, stream: boolean) =>
    stack.client.chat.completions.create({ model, messages, stream });
  const cancelled = async (path: string) => {
    const requests = [...stack.vllm.requests, ...stack.ollama.requests];
    return requests.findLast((request) => request.path.endsWith(path))?.ended;
  };

  it.each([
    [VLLM, '/chat/completions'],
    [OLLAMA, '/api/chat'],
  ])(
    'for the first token: 504 that names the upstream and the limit, and the call is cancelled: %s',
    async (model, path) => {
      stack.vllm.script(VLLM, [{ break: 'silence' }]);
      stack.ollama.script(OLLAMA, [{ break: 'silence' }]);
      await expect(chat(model, true)).rejects.toMatchObject({
        status: 504,
        code: 'upstream_timeout',
        message: expect.stringMatching(/(vllm|ollama)[\s\S]*0\.4/),
      });
      expect(await cancelled(path)).toBe('aborted');
    },
  );

  it('for the first token run on when headers came and nothing more', async () => {
    stack.vllm.script(VLLM, [{ break: 'hang' }]);
    await expect(chat(VLLM, true)).rejects.toMatchObject({ status: 504, code: 'upstream_timeout' });
  });

  it('for the first token are not reset by keep-alive comments', async () => {
    const every = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    stack.vllm.script(VLLM, () =>
      Array.from({ length: 40 }, (_, at) => [
        { comment: 'keep-alive' },
        { until: every(50 * (at + 1)) },
      ]).flat(),
    );
    const started = performance.now();
    await expect(streamChat(stack.url, { model: VLLM, messages })).resolves.toContain('upstream_timeout');
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('between tokens end the stream with an error event and no [DONE]', async () => {
    for (const model of [VLLM, OLLAMA]) {
      stack.vllm.script(VLLM, [{ delta: { content: 'a' } }, { break: 'hang' }]);
      stack.ollama.script(OLLAMA, [{ say: { content: 'a' } }, { break: 'hang' }]);
      const raw = await streamChat(stack.url, { model, messages });
      expect(contentOf(chunksOf(raw))).toBe('a');
      expect(chunksOf(raw).at(-1)?.error).toMatchObject({ code: 'upstream_timeout' });
      expect(raw).not.toContain('[DONE]');
    }
  });

  it('between tokens start anew with each token', async () => {
    const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    stack.vllm.script(VLLM, () => [
      { delta: { content: 'a' } },
      { until: after(250) },
      { delta: { content: 'b' } },
      { until: after(500) },
      { delta: { content: 'c' } },
      { until: after(750) },
      { finish: { reason: 'stop', delta: { content: 'd' } } },
    ]);
    const raw = await streamChat(stack.url, { model: VLLM, messages });
    expect(contentOf(chunksOf(raw))).toBe('abcd');
    expect(raw).toContain('[DONE]');
  });

  it.each([VLLM, OLLAMA])(
    'for the first token do not touch an answer that is not streamed: %s',
    async (model) => {
      const gate = new Gate();
      setTimeout(gate.open, 800);
      stack.vllm.script(VLLM, [
        { until: gate.opened },
        { finish: { reason: 'stop', delta: { content: 'ok' } } },
      ]);
      stack.ollama.script(OLLAMA, [
        { until: gate.opened },
        { say: { content: 'ok' } },
        { done: { reason: 'stop' } },
      ]);
      const answer = await stack.client.chat.completions.create({ model, messages });
      expect(answer.choices[0]?.message.content).toBe('ok');
    },
  );

  it('for the first token do not count the loading of a model', async () => {
    const load = stack.ollama.slowLoad('gemma3:4b');
    setTimeout(() => load.release(), 800);
    const raw = await streamChat(stack.url, { model: 'gemma3:4b', messages });
    expect(contentOf(chunksOf(raw))).toBe('You said: hello');
    expect(load.cancelled).toBe(0);
  });

  it.each([VLLM, OLLAMA])('for the whole call end one that is not streamed with 504: %s', async (model) => {
    stack.vllm.script(VLLM, [{ break: 'silence' }]);
    stack.ollama.script(OLLAMA, [{ break: 'silence' }]);
    await expect(chat(model, false)).rejects.toMatchObject({ status: 504, code: 'upstream_timeout' });
  });
});

describe('an upstream that cannot be reached', () => {
  it('is 502 and named when nobody listens', async () => {
    const stack = await startStack({
      env: { VLLM_URL: 'http://127.0.0.1:1/v1' },
    });
    const chat = stack.client.chat.completions.create({ model: 'vllm/any', messages });
    await expect(chat).rejects.toMatchObject({
      status: 502,
      code: 'upstream_unreachable',
      message: expect.stringContaining('vllm'),
    });
    await stack.close();
  });

  it('is 504 and named when it never finishes the handshake', async () => {
    const mute = await startMuteServer();
    const stack = await startStack({
      yaml: `providers:\n  - { id: far, kind: openai, url: "https://127.0.0.1:${mute.port}/v1", timeouts: { connect_sec: 0.3 } }\n`,
    });
    const chat = stack.client.chat.completions.create({ model: 'far/any', messages });
    await expect(chat).rejects.toMatchObject({
      status: 504,
      code: 'upstream_timeout',
      message: expect.stringContaining('far'),
    });
    await stack.close();
    mute.close();
  });

  it('does not hold up a gateway that stops while it connects', async () => {
    const mute = await startMuteServer();
    const stack = await startStack({
      yaml: `providers:\n  - { id: far, kind: openai, url: "https://127.0.0.1:${mute.port}/v1", timeouts: { connect_sec: 60 } }\n`,
    });
    await stack.client.models.list();
    expect(mute.sockets.length).toBeGreaterThan(0);
    const limit = new Promise((resolve) => setTimeout(resolve, 2000, 'still open'));
    const first = await Promise.race([stack.close(), limit]);
    mute.close();
    expect(first).not.toBe('still open');
  });
});
