import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { messagesOf } from '../fakes/fake-ollama.ts';
import { startStack, type Stack } from './gateway-harness.ts';

const MIB = 1024 * 1024;
const MODEL = 'org/served-model';
const TOTAL = 128 * MIB;
// What the kernel's socket buffers of both connections take, with room: they grow with the load of the machine.
const HELD_AT_MOST = 44 * MIB;

describe('a client that reads slowly', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
    stack.vllm.script(MODEL, [
      { flood: { bytes: TOTAL, frameBytes: 16_384 } },
      { finish: { reason: 'stop', delta: { content: 'end' } } },
    ]);
  });
  afterAll(() => stack.close());

  const openStream = async (model = MODEL): Promise<IncomingMessage> => {
    const request = httpRequest(`${stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    request.end(JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'x' }] }));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };

  it('pauses the upstream, and gets every byte once it reads on', async () => {
    const response = await openStream();
    const upstream = stack.vllm.requests.at(-1)!;
    await upstream.stalled(500);
    const heldBack = upstream.accepted;
    expect(heldBack).toBeLessThan(HELD_AT_MOST);
    let received = 0;
    let tail = '';
    for await (const chunk of response as AsyncIterable<Buffer>) {
      received += chunk.length;
      tail = chunk.toString();
    }
    expect(received).toBeGreaterThanOrEqual(TOTAL);
    expect(tail.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(await upstream.ended).toBe('answered');
  });

  it('pauses Ollama as well, whose records are translated', async () => {
    const records = 4096;
    const say = { say: { content: 'x'.repeat(16_384) } };
    const steps = [...Array.from({ length: records }, () => say), { done: { reason: 'stop' } }];
    stack.ollama.script('llama3.2', steps);
    const response = await openStream('llama3.2');
    const upstream = stack.ollama.requests.findLast((request) => messagesOf(request).length > 0)!;
    await upstream.stalled(500);
    expect(upstream.accepted).toBeLessThan(HELD_AT_MOST);
    let received = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) received += chunk.length;
    expect(received).toBeGreaterThan(records * 16_384);
  });

  it('does not make the gateway hold its stream when it leaves without reading', async () => {
    const response = await openStream();
    const upstream = stack.vllm.requests.at(-1)!;
    await upstream.stalled(200);
    response.destroy();
    expect(await upstream.ended).toBe('aborted');
  });
});
