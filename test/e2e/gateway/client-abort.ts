import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { messagesOf } from '../../fakes/fake-ollama.ts';
import { Gate } from '../../fakes/gate.ts';
import type { Recorded } from '../../fakes/http-recorder.ts';
import { startMuteServer } from '../../fakes/mute-server.ts';
import { inFlight } from '../calls-in-flight.ts';
import { startStack, type Stack } from '../gateway-harness.ts';

const messages = [{ role: 'user' as const, content: 'hello' }];
const VLLM = 'org/served-model';
const OLLAMA = 'llama3.2';

describe('a client that leaves', () => {
  let stack: Stack;
  beforeEach(async () => {
    stack = await startStack({
      yaml: 'providers:\n  - { id: vllm, kind: vllm, url: "http://127.0.0.1:1/v1", connections: 1 }\n',
    });
  });
  afterEach(() => stack.close());

  const leaves = async (call: Promise<unknown>): Promise<void> => {
    await expect(call).rejects.toThrow(/abort/i);
  };
  const chatOf = (model: string): Promise<Recorded> =>
    model === VLLM
      ? stack.vllm.request('/chat/completions')
      : stack.ollama.request('/api/chat', (request) => messagesOf(request).length > 0);
  const holdEverything = (): void => {
    stack.vllm.script(VLLM, [{ until: new Gate().opened }]);
    stack.ollama.script(OLLAMA, [{ until: new Gate().opened }]);
  };

  it.each([
    [VLLM, false],
    [VLLM, true],
    [OLLAMA, false],
    [OLLAMA, true],
  ])('before the first byte cancels the upstream: %s, stream %s', async (model, stream) => {
    holdEverything();
    const abort = new AbortController();
    const call = stack.client.chat.completions.create({ model, messages, stream }, { signal: abort.signal });
    const seen = await chatOf(model);
    abort.abort();
    await leaves(call);
    expect(await seen.ended).toBe('aborted');
  });

  it.each([VLLM, OLLAMA])('in the middle of a stream cancels the upstream: %s', async (model) => {
    stack.vllm.script(VLLM, [{ delta: { content: 'a' } }, { until: new Gate().opened }]);
    stack.ollama.script(OLLAMA, [{ say: { content: 'a' } }, { until: new Gate().opened }]);
    const stream = await stack.client.chat.completions.create({ model, messages, stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'a') break;
    expect(await (await chatOf(model)).ended).toBe('aborted');
  });

  it('in the middle of an endless stream stops it', async () => {
    stack.vllm.script(VLLM, [{ flood: { bytes: Infinity, frameBytes: 1000 } }]);
    const stream = await stack.client.chat.completions.create({ model: VLLM, messages, stream: true });
    for await (const chunk of stream) if ((chunk.choices[0]?.delta.content ?? '').length > 0) break;
    expect(await (await chatOf(VLLM)).ended).toBe('aborted');
  });

  it('while its call waits for a free connection takes that call out of the queue', async () => {
    const gate = new Gate();
    stack.vllm.script(VLLM, [
      { until: gate.opened },
      { finish: { reason: 'stop', delta: { content: 'ok' } } },
    ]);
    const { completions } = stack.client.chat;
    const first = completions.create({ model: VLLM, messages });
    await chatOf(VLLM);
    const abort = new AbortController();
    const queued = completions.create({ model: VLLM, messages, user: 'queued' }, { signal: abort.signal });
    await inFlight(stack, 2);
    abort.abort();
    await leaves(queued);
    await inFlight(stack, 1);
    gate.open();
    await first;
    await completions.create({ model: VLLM, messages, user: 'third' });
    const users = stack.vllm.requests
      .filter((request) => request.method === 'POST')
      .map((request) => (request.body as { user?: string }).user);
    expect(users).toEqual([undefined, 'third']);
  });

  it('while the model loads gets nothing generated, and the load goes on', async () => {
    const load = stack.ollama.slowLoad(OLLAMA);
    const abort = new AbortController();
    const call = stack.client.chat.completions.create({ model: OLLAMA, messages }, { signal: abort.signal });
    const loading = await stack.ollama.request('/api/chat');
    abort.abort();
    await leaves(call);
    await inFlight(stack, 0);
    load.release();
    expect(await loading.ended).toBe('answered');
    expect(load).toMatchObject({ begun: 1, cancelled: 0 });
    await stack.client.chat.completions.create({ model: OLLAMA, messages });
    expect(stack.ollama.generated).toBe(1);
  });

  it('leaves no connection to the upstream behind, however often it leaves', async () => {
    stack.ollama.script(OLLAMA, [{ say: { content: 'a' } }, { until: new Gate().opened }]);
    const before = stack.ollama.openSockets();
    for (let turn = 0; turn < 20; turn++) {
      const stream = await stack.client.chat.completions.create({ model: OLLAMA, messages, stream: true });
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content === 'a') break;
    }
    const chats = stack.ollama.requests.filter((request) => messagesOf(request).length > 0);
    expect(await Promise.all(chats.map((chat) => chat.ended))).toEqual(Array.from(chats, () => 'aborted'));
    expect(chats).toHaveLength(20);
    expect(stack.ollama.openSockets()).toBeLessThanOrEqual(before + 1);
  });

  it('is logged as gone and not as an upstream failure', async () => {
    holdEverything();
    const abort = new AbortController();
    const call = stack.client.chat.completions.create({ model: VLLM, messages }, { signal: abort.signal });
    const seen = await chatOf(VLLM);
    abort.abort();
    await leaves(call);
    await seen.ended;
    const metrics = await (await fetch(`${stack.url}/metrics`)).text();
    expect(metrics).toContain('client_closed_request');
    expect(metrics).not.toContain('upstream_failed');
  });
});

describe('a client that leaves while the gateway still connects', () => {
  it('ends its call at once', async () => {
    const mute = await startMuteServer();
    const stack = await startStack({
      yaml: `providers:\n  - { id: far, kind: openai, url: "https://127.0.0.1:${mute.port}/v1", timeouts: { connect_sec: 4 } }\n`,
    });
    const abort = new AbortController();
    const call = stack.client.chat.completions.create(
      { model: 'far/any', messages },
      { signal: abort.signal },
    );
    call.catch(() => undefined);
    await inFlight(stack, 1);
    expect(mute.sockets.length).toBeGreaterThan(0);
    abort.abort();
    await expect(call).rejects.toThrow(/abort/i);
    await inFlight(stack, 0);
    mute.close();
    await stack.close();
  });
});
