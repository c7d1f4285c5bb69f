import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Gate } from '../../fakes/gate.ts';
import { startStack, type Stack } from '../gateway-harness.ts';

const MODEL = 'org/served-model';
const messages = [{ role: 'user' as const, content: 'hello' }];

describe('a gateway that stops', () => {
  let stack: Stack;
  beforeEach(async () => {
    stack = await startStack();
  });
  afterEach(() => stack.close());

  const withinTwoSeconds = (stopped: Promise<void>): Promise<unknown> =>
    Promise.race([
      stopped.then(() => 'stopped'),
      new Promise((resolve) => setTimeout(resolve, 2000, 'still open').unref()),
    ]);

  it('finishes the stream that runs, and waits for nothing else', async () => {
    const gate = new Gate();
    const end = { finish: { reason: 'stop', delta: { content: 'b' } } };
    stack.vllm.script(MODEL, [{ delta: { content: 'a' } }, { until: gate.opened }, end]);
    const stream = await stack.client.chat.completions.create({ model: MODEL, messages, stream: true });
    let text = '';
    let stopped: Promise<void> | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      if (text !== 'a' || stopped !== undefined) continue;
      stopped = stack.stop();
      gate.open();
    }
    expect(text).toBe('ab');
    expect(await withinTwoSeconds(stopped!)).toBe('stopped');
  });

  it('does not wait for a client that keeps its connection for later', async () => {
    await stack.client.chat.completions.create({ model: MODEL, messages });
    expect(await withinTwoSeconds(stack.stop())).toBe('stopped');
  });

  it('does not wait for a client that has connected and asked for nothing', async () => {
    const url = new URL(stack.url);
    const socket = connect(Number(url.port), url.hostname);
    await once(socket, 'connect');
    await fetch(`${stack.url}/health`).then((reply) => reply.text());
    expect(await withinTwoSeconds(stack.stop())).toBe('stopped');
    socket.destroy();
  });

  it('leaves no connection to an upstream open', async () => {
    await stack.client.chat.completions.create({ model: MODEL, messages });
    await stack.client.chat.completions.create({ model: 'llama3.2', messages });
    await stack.stop();
    while (stack.vllm.openSockets() + stack.ollama.openSockets() > 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(stack.vllm.openSockets() + stack.ollama.openSockets()).toBe(0);
  });
});
