import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { text } from '../../fakes/openai-scenario.ts';
import { startStack, type Stack } from '../gateway-harness.ts';
import { post } from '../raw-call.ts';

const hello = [{ role: 'user' as const, content: 'good morning' }];
const MODEL = 'org/served-model';

describe('chat over vLLM, with the openai client', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  it('answers a whole chat with the very bytes that vLLM sent', async () => {
    const reply = await post(`${stack.url}/v1/chat/completions`, { model: `vllm/${MODEL}`, messages: hello });
    const bytes = Buffer.from(await reply.arrayBuffer());
    expect(JSON.parse(bytes.toString())).toMatchObject({
      choices: [{ message: { content: 'You said: good morning' }, finish_reason: 'stop' }],
    });
    expect(bytes.equals(stack.vllm.requests.at(-1)!.sent())).toBe(true);
  });

  it('streams text to the client', async () => {
    const stream = await stack.client.chat.completions.create({
      model: MODEL,
      messages: hello,
      stream: true,
    });
    const said: string[] = [];
    for await (const chunk of stream) said.push(chunk.choices[0]?.delta.content ?? '');
    expect(said.join('')).toBe('You said: good morning');
  });

  it('feeds the .stream() helper', async () => {
    const runner = stack.client.chat.completions.stream({ model: MODEL, messages: hello });
    expect(await runner.finalContent()).toBe('You said: good morning');
  });

  it('lets fields that it does not know pass to vLLM', async () => {
    const body = { model: MODEL, messages: hello, top_k: 5, chat_template_kwargs: { thinking: false } };
    await post(`${stack.url}/v1/chat/completions`, body);
    expect(stack.vllm.requests.at(-1)?.body).toEqual({ ...body, model: MODEL });
  });

  it('keeps numbers that JavaScript would round', async () => {
    const body = `{"model":"vllm/${MODEL}","messages":[{"role":"user","content":"x"}],"seed":9007199254740993}`;
    await fetch(`${stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(stack.vllm.requests.at(-1)?.bytes.toString()).toContain('"seed":9007199254740993');
  });

  it('forwards the request id and the trace, and answers with the same id', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const headers = { 'x-request-id': 'job:42.a', traceparent };
    const reply = await post(
      `${stack.url}/v1/chat/completions`,
      { model: MODEL, messages: hello },
      { headers },
    );
    expect(reply.headers.get('x-request-id')).toBe('job:42.a');
    expect(stack.vllm.requests.at(-1)?.headers).toMatchObject({ 'x-request-id': 'job:42.a', traceparent });
  });

  it('marks a stream so that no proxy holds it back', async () => {
    stack.vllm.script(MODEL, text('a', 'b'));
    const body = { model: MODEL, messages: hello, stream: true };
    const reply = await post(`${stack.url}/v1/chat/completions`, body, {
      headers: { 'accept-encoding': 'gzip' },
    });
    await reply.text();
    expect(reply.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(reply.headers.get('x-accel-buffering')).toBe('no');
    expect(reply.headers.get('content-encoding')).toBeNull();
  });

  it('completes a text over /v1/completions', async () => {
    stack.vllm.script(MODEL, text('upon', ' a time'));
    const answer = await stack.client.completions.create({ model: `vllm/${MODEL}`, prompt: 'once' });
    expect(answer.choices[0]?.text).toBe('upon a time');
  });
});

describe('an OpenAI-style provider with a key', () => {
  it('gets its own key, and neither the key of the client nor its headers leak either way', async () => {
    const cloud = await startStack({
      vllm: { dialect: 'openai', apiKey: 'sk-upstream-secret', models: ['gpt-x'] },
    });
    const yaml = `providers:\n  - { id: cloud, kind: openai, url: "${cloud.vllm.url}", api_key_env: CLOUD_KEY }\n`;
    const front = await startStack({ yaml, env: { CLOUD_KEY: 'sk-upstream-secret' } });
    const headers = { authorization: 'Bearer client-key', 'x-request-id': 'mine-1' };
    const body = { model: 'cloud/gpt-x', messages: hello };
    const reply = await post(`${front.url}/v1/chat/completions`, body, { headers });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-request-id')).toBe('mine-1');
    expect(reply.headers.get('set-cookie')).toBeNull();
    expect(reply.headers.get('x-ratelimit-remaining-requests')).toBe('9999');
    expect(reply.headers.get('openai-processing-ms')).toBe('112');
    const seen = cloud.vllm.requests.at(-1);
    expect(seen?.headers.authorization).toBe('Bearer sk-upstream-secret');
    expect(JSON.stringify(seen?.headers)).not.toContain('client-key');
    await front.close();
    await cloud.close();
  });
});
