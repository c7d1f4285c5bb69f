import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { messagesOf } from '../../fakes/fake-ollama.ts';
import { inFlight } from '../calls-in-flight.ts';
import { startStack, type Stack } from '../gateway-harness.ts';

const messages = [{ role: 'user' as const, content: 'hello' }];
const MODEL = 'llama3.2';

describe('clients that wait for the same model to load', () => {
  let stack: Stack;
  beforeEach(async () => {
    stack = await startStack();
  });
  afterEach(() => stack.close());

  it('are served though the one that came first has left', async () => {
    const load = stack.ollama.slowLoad(MODEL);
    const first = new AbortController();
    const { completions } = stack.client.chat;
    const left = completions.create({ model: MODEL, messages }, { signal: first.signal });
    const loading = await stack.ollama.request('/api/chat');
    const stayed = completions.create({ model: MODEL, messages });
    const streamed = completions.stream({ model: MODEL, messages }).finalContent();
    await inFlight(stack, 3);
    first.abort();
    await expect(left).rejects.toThrow(/abort/i);
    await inFlight(stack, 2);
    load.release();
    expect((await stayed).choices[0]?.message.content).toBe('You said: hello');
    expect(await streamed).toBe('You said: hello');
    expect(await loading.ended).toBe('answered');
    expect(load).toMatchObject({ begun: 1, cancelled: 0 });
  });

  it('do not load it again for the next question', async () => {
    const { completions } = stack.client.chat;
    await completions.create({ model: MODEL, messages });
    await completions.create({ model: MODEL, messages });
    const generations = stack.ollama.requests.filter((request) => messagesOf(request).length > 0);
    const chats = stack.ollama.requests.filter((request) => request.path === '/api/chat');
    expect(generations).toHaveLength(2);
    expect(chats.length - generations.length).toBeLessThanOrEqual(1);
  });

  it('for embeddings are served too', async () => {
    const load = stack.ollama.slowLoad('nomic-embed-text');
    const first = new AbortController();
    const ask = { model: 'nomic-embed-text', input: 'x' };
    const left = stack.client.embeddings.create(ask, { signal: first.signal });
    await stack.ollama.request('/api/embed');
    const stayed = stack.client.embeddings.create(ask);
    await inFlight(stack, 2);
    first.abort();
    await expect(left).rejects.toThrow(/abort/i);
    await inFlight(stack, 1);
    load.release();
    expect((await stayed).data[0]?.embedding).toHaveLength(768);
    expect(load.cancelled).toBe(0);
  });
});
