import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { messagesOf } from '../../fakes/fake-ollama.ts';
import { startStack, type Stack } from '../gateway-harness.ts';
import { chunksOf, finishReasonsOf, streamChat } from '../raw-call.ts';

const hello = [{ role: 'user' as const, content: 'good morning' }];
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('chat over Ollama, with the openai client', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  const lastChat = () =>
    stack.ollama.requests.findLast(
      (request) => request.path === '/api/chat' && messagesOf(request).length > 0,
    );

  it('answers a whole chat with text, usage and a finish reason', async () => {
    const answer = await stack.client.chat.completions.create({ model: 'llama3.2', messages: hello });
    expect(answer.object).toBe('chat.completion');
    expect(answer.model).toBe('llama3.2');
    expect(answer.choices[0]).toMatchObject({
      index: 0,
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'You said: good morning' },
    });
    expect(answer.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 });
  });

  it('streams the same text', async () => {
    const stream = await stack.client.chat.completions.create({
      model: 'llama3.2',
      messages: hello,
      stream: true,
    });
    let text = '';
    const ids = new Set<string>();
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      ids.add(chunk.id);
    }
    expect(text).toBe('You said: good morning');
    expect([...ids]).toEqual([expect.stringMatching(/^chatcmpl-.{8,}/)]);
  });

  it('feeds the .stream() helper', async () => {
    const runner = stack.client.chat.completions.stream({ model: 'qwen3:8b', messages: hello });
    expect(await runner.finalContent()).toBe('You said: good morning');
    expect((await runner.finalChatCompletion()).choices[0]?.finish_reason).toBe('stop');
  });

  it('sends the reasoning before the answer, under both names that clients read', async () => {
    const chunks = chunksOf(await streamChat(stack.url, { model: 'qwen3:8b', messages: hello }));
    const deltas = chunks.flatMap((chunk) => chunk.choices?.[0]?.delta ?? []);
    expect(deltas.map((delta) => delta.reasoning ?? '').join('')).toBe('Hm, let me see.');
    expect(deltas.map((delta) => delta.reasoning_content ?? '').join('')).toBe('Hm, let me see.');
    const firstContent = deltas.findIndex((delta) => Boolean(delta.content));
    expect(deltas.findLastIndex((delta) => delta.reasoning !== undefined)).toBeLessThan(firstContent);
  });

  it('says the role once, in the first chunk', async () => {
    const chunks = chunksOf(await streamChat(stack.url, { model: 'llama3.2', messages: hello }));
    const roles = chunks.map((chunk) => chunk.choices?.[0]?.delta.role);
    expect(roles[0]).toBe('assistant');
    expect(roles.slice(1).every((role) => role === undefined)).toBe(true);
  });

  it('splits a record with reasoning, text and a tool call into chunks in that order', async () => {
    const call = { id: 'call_1', name: 'look', arguments: { at: 'sky' } };
    stack.ollama.script('gpt-oss:20b', [
      { say: { thinking: 'Hm', content: 'Looking', toolCalls: [call] } },
      { done: { reason: 'stop', promptTokens: 1, tokens: 1 } },
    ]);
    const chunks = chunksOf(await streamChat(stack.url, { model: 'gpt-oss:20b', messages: hello }));
    const kinds = chunks.flatMap(({ choices }) => {
      const delta = choices?.[0]?.delta ?? {};
      return (['reasoning', 'content', 'tool_calls'] as const).filter((name) => Boolean(delta[name]));
    });
    expect(kinds).toEqual(['reasoning', 'content', 'tool_calls']);
    expect(finishReasonsOf(chunks)).toEqual(['tool_calls']);
  });

  it('switches thinking off for reasoning_effort "none"', async () => {
    const chat = { model: 'qwen3:8b', messages: hello, reasoning_effort: 'none' as const };
    const answer = await stack.client.chat.completions.create(chat);
    expect(answer.choices[0]?.message).not.toHaveProperty('reasoning');
    expect(lastChat()?.body).toMatchObject({ think: false });
  });

  it('says "length" when the token limit cut the answer', async () => {
    const chat = { model: 'llama3.2', messages: hello, max_completion_tokens: 2 };
    const answer = await stack.client.chat.completions.create(chat);
    expect(answer.choices[0]?.finish_reason).toBe('length');
    expect(answer.choices[0]?.message.content).toBe('You said:');
  });

  it('passes sampling settings on as options, and never lets Ollama drop messages in silence', async () => {
    await stack.client.chat.completions.create({
      model: 'llama3.2',
      messages: hello,
      temperature: 0.5,
      top_p: 0.9,
      seed: 7,
      stop: 'morning',
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
    });
    expect(lastChat()?.body).toMatchObject({
      truncate: false,
      options: {
        temperature: 0.5,
        top_p: 0.9,
        seed: 7,
        stop: ['morning'],
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
      },
    });
  });

  it('sends a picture given as a data URL as bare base64', async () => {
    const answer = await stack.client.chat.completions.create({
      model: 'gemma3:4b',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'what is this?' },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
          ],
        },
      ],
    });
    expect(answer.choices[0]?.message.content).toContain('what is this?');
    expect(messagesOf(lastChat()!)[0]).toMatchObject({ content: 'what is this?', images: [PIXEL] });
  });

  it('wraps log probabilities as OpenAI does', async () => {
    const chat = { model: 'llama3.2', messages: hello, logprobs: true, top_logprobs: 1 };
    const answer = await stack.client.chat.completions.create(chat);
    expect(answer.choices[0]?.logprobs?.content?.[0]).toMatchObject({
      token: 'You',
      logprob: -0.1,
      top_logprobs: [{ token: 'You' }],
    });
  });

  it('reports zero tokens when Ollama leaves the counts out', async () => {
    stack.ollama.script('gemma3:4b', [{ say: { content: 'hi' } }, { done: { reason: 'stop' } }]);
    const answer = await stack.client.chat.completions.create({ model: 'gemma3:4b', messages: hello });
    expect(answer.usage).toMatchObject({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
  });

  it('completes a text over /v1/completions, whole and streamed', async () => {
    const ask = { model: 'llama3.2', prompt: 'once upon' };
    const whole = await stack.client.completions.create(ask);
    expect(whole.choices[0]).toMatchObject({ text: 'You said: once upon', finish_reason: 'stop' });
    let text = '';
    for await (const chunk of await stack.client.completions.create({ ...ask, stream: true }))
      text += chunk.choices[0]?.text ?? '';
    expect(text).toBe('You said: once upon');
  });
});
