import { once } from 'node:events';
import { connect } from 'node:net';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStack, type Stack } from '../gateway-harness.ts';
import { post } from '../raw-call.ts';

const messages = [{ role: 'user', content: 'a secret prompt' }];
const wellShaped = {
  error: { message: expect.any(String), type: expect.any(String), code: expect.any(String) },
};

describe('bad input', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  const chat = (body: unknown): Promise<Response> => post(`${stack.url}/v1/chat/completions`, body);
  const rawChat = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  it.each([
    ['no JSON', '{"model":'],
    ['nothing', ''],
    ['bytes that are no UTF-8 JSON', '\u0000\u0001'],
    ['a list', '[]'],
    ['a number', '7'],
    ['null', 'null'],
  ])('as %s is a 400 in the shape of OpenAI', async (_what, body) => {
    const reply = await rawChat(body);
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject(wellShaped);
  });

  it.each([
    ['model', { messages }],
    ['model', { model: 7, messages }],
    ['model', { model: '', messages }],
    ['messages', { model: 'llama3.2' }],
    ['messages', { model: 'llama3.2', messages: 'hi' }],
    ['messages', { model: 'llama3.2', messages: [] }],
    ['messages[0].role', { model: 'llama3.2', messages: [{ content: 'x' }] }],
    ['messages[0].content', { model: 'llama3.2', messages: [{ role: 'user', content: 7 }] }],
    ['stream', { model: 'llama3.2', messages, stream: 'yes' }],
    ['temperature', { model: 'llama3.2', messages, temperature: 'hot' }],
    ['max_tokens', { model: 'llama3.2', messages, max_tokens: 1.5 }],
    ['stop[1]', { model: 'llama3.2', messages, stop: ['a', 7] }],
    ['tools', { model: 'llama3.2', messages, tools: {} }],
    ['n', { model: 'llama3.2', messages, n: 3 }],
    ['colour', { model: 'llama3.2', messages, colour: 'blue' }],
  ])('in a field is a 400 that names it: %s', async (param, body) => {
    const reply = await chat(body);
    expect(reply.status).toBe(400);
    const answer = (await reply.json()) as { error: { param: string; message: string } };
    expect(answer.error.param).toBe(param);
    expect(answer.error.message).toContain(param);
    expect(JSON.stringify(answer)).not.toContain('a secret prompt');
  });

  it('that only vLLM can judge is refused in its words, with its field', async () => {
    const reply = await chat({ model: 'org/served-model', messages: 'hi' });
    expect(reply.status).toBe(400);
    const error = { message: expect.stringContaining('1 validation error'), param: 'body.messages' };
    expect(await reply.json()).toMatchObject({ error });
  });

  it('of the type "text/plain" is a 415', async () => {
    const reply = await rawChat('{}', { 'content-type': 'text/plain' });
    expect(reply.status).toBe(415);
    expect(await reply.json()).toMatchObject(wellShaped);
  });

  it('on a path that does not exist is a 404, with a wrong method a 404 or 405', async () => {
    const missing = await fetch(`${stack.url}/v1/nothing`);
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject(wellShaped);
    const wrong = await fetch(`${stack.url}/v1/chat/completions`);
    expect([404, 405]).toContain(wrong.status);
  });

  it.each(['a b', 'x'.repeat(129), 'ümlaut', '<script>', '${jndi:x}', "' OR 1=1"])(
    'in X-Request-ID is replaced by an id of ours: %s',
    async (given) => {
      const id = await echoedId(stack.url, Buffer.from(given).toString('latin1'));
      expect(id).toMatch(/^req-[0-9a-f-]{36}$/);
      expect(stack.vllm.requests.at(-1)?.headers['x-request-id']).toBe(id);
    },
  );

  it('in X-Service-Name never breaks out of a metric or reaches another header', async () => {
    const evil = 'evil"} 1\\n switchyard_fake{a="b';
    const headers = { 'x-service-name': evil };
    const body = { model: 'org/served-model', messages: [{ role: 'user', content: 'x' }] };
    const reply = await post(`${stack.url}/v1/chat/completions`, body, { headers });
    expect(reply.status).toBe(200);
    const metrics = await (await fetch(`${stack.url}/metrics`)).text();
    expect(metrics).not.toMatch(/^switchyard_fake/m);
    for (const line of metrics.split('\n').filter((text) => text !== ''))
      expect(line).toMatch(/^(#|[a-z0-9_]+(\{.*\})? [-+0-9.eInfNa]+$)/);
  });

  it.each([
    [
      'line breaks in a header',
      'POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-Request-ID: a\rb\r\n\r\n',
    ],
    ['no HTTP at all', '\u0016\u0003\u0001 hello there\r\n\r\n'],
    [
      'two lengths',
      'POST /v1/models HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    ],
    [
      'a length and chunks',
      'POST /v1/models HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['an endless header', `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(100_000)}\r\n\r\n`],
  ])('on the raw socket is answered with a 4xx or a closed connection: %s', async (_what, bytes) => {
    const answer = await rawBytes(stack.url, bytes);
    expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d|$)/);
    expect(answer).not.toMatch(/node:|\.ts:|\.js:/);
    expect((await fetch(`${stack.url}/health`)).status).toBe(200);
  });

  it('that stops half way through leaves the gateway as it was', async () => {
    const url = new URL(stack.url);
    const socket = connect(Number(url.port), url.hostname);
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
    socket.write('Content-Length: 1000\r\n\r\n{"model":"org/ser', () => socket.destroy());
    await once(socket, 'close');
    expect((await chat({ model: 'org/served-model', messages })).status).toBe(200);
  });

  it.each(['__proto__', 'constructor', 'toString', '../../etc/passwd', 'a%2Fb', 'x'.repeat(513)])(
    'as a model name is an error for the client alone: %s',
    async (model) => {
      const reply = await chat({ model, messages });
      expect([400, 404]).toContain(reply.status);
      expect(await reply.json()).toMatchObject(wellShaped);
    },
  );

  it('with __proto__ in the body changes no object of ours', async () => {
    const reply = await rawChat(
      '{"model":"llama3.2","messages":[{"role":"user","content":"x"}],"__proto__":{"stream":true}}',
    );
    expect([200, 400]).toContain(reply.status);
    expect(({} as { stream?: boolean }).stream).toBeUndefined();
  });
});

/** echoedId sends the id as it is, which fetch would refuse to do, and returns the one that came back. */
async function echoedId(url: string, given: string): Promise<string | undefined> {
  const request = httpRequest(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': given },
  });
  request.end(JSON.stringify({ model: 'org/served-model', messages: [{ role: 'user', content: 'x' }] }));
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.headers['x-request-id'] as string | undefined;
}

async function rawBytes(url: string, bytes: string): Promise<string> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(bytes);
  socket.setTimeout(3000, () => socket.destroy());
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}
