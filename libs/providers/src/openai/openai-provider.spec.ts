import { getEventListeners, once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { JsonObject } from '@app/kernel';
import type { Endpoint, ModelCall, ModelReply, StreamReply, WholeReply } from '../provider.js';
import type { OpenAiSettings } from '../provider-settings.js';
import { OpenAiProvider } from './openai-provider.js';

const cleanups: (() => unknown)[] = [];

interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** setup starts an upstream that answers every request with `answer`, and a provider for it. */
async function setup(answer: (response: ServerResponse) => void, settings: Partial<OpenAiSettings> = {}) {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, body });
      answer(response);
    });
  });
  server.on('connection', (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const provider = new OpenAiProvider({
    kind: 'vllm',
    id: 'gpu',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    timeouts: { connect: 1000, firstToken: 0, idle: 0, total: 0 },
    connections: 4,
    streamUsage: true,
    ...settings,
  });
  cleanups.push(
    () => provider.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { provider, seen, sockets };
}

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface CallParts {
  readonly text?: string;
  readonly model?: string;
  readonly endpoint?: Endpoint;
  readonly signal?: AbortSignal;
}

const CHAT = '{"model":"m","messages":[{"role":"user","content":"hi"}]}';
const STREAM = '{"model":"m","stream":true,"messages":[]}';

function aCall({ text = CHAT, model = 'm', endpoint = 'chat', signal }: CallParts = {}): ModelCall {
  return {
    endpoint,
    model,
    requestedModel: 'gpu/m',
    body: JSON.parse(text) as JsonObject,
    bytes: Buffer.from(text),
    requestId: 'req-1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    signal: signal ?? new AbortController().signal,
  };
}

const json =
  (status: number, body: unknown, headers = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

const sse =
  (text: string, ended = true) =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(text);
    if (ended) response.end();
  };

const COMPLETION =
  '{ "id":"a", "choices":[{"index":0,"finish_reason":"stop","seed":1.0}],"usage":{"prompt_tokens":3,"completion_tokens":2}}';
const ROLE = 'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n';
const WORD = 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n';
const STOP = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}\n\n';
const DONE = 'data: [DONE]\n\n';

function whole(reply: ModelReply): WholeReply {
  expect(reply.kind).toBe('whole');
  return reply as WholeReply;
}

function streamed(reply: ModelReply): StreamReply {
  expect(reply.kind).toBe('stream');
  return reply as StreamReply;
}

async function textOf(reply: ModelReply): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamed(reply).chunks) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function allClosed(sockets: Set<Socket>): Promise<void> {
  await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
}

describe('what the upstream gets', () => {
  it.each<[Endpoint, string]>([
    ['chat', '/v1/chat/completions'],
    ['completions', '/v1/completions'],
    ['embeddings', '/v1/embeddings'],
  ])("the client's own bytes for %s", async (endpoint, path) => {
    const { provider, seen } = await setup(json(200, COMPLETION));
    const text =
      '{ "model" : "m", "seed": 123456789012345678901234567890, "encoding_format":"base64", "x":1.0 }';
    await provider.call(aCall({ endpoint, text }));
    expect(seen).toMatchObject([{ path, body: text }]);
  });

  it('its own name for the model, and nothing else changed', async () => {
    const { provider, seen } = await setup(json(200, COMPLETION));
    await provider.call(aCall({ text: '{ "model":"gpu/m", "seed":1.0 }' }));
    expect(seen[0]?.body).toBe('{ "model":"m", "seed":1.0 }');
  });

  it("the request id, the trace and the configured key, never the client's", async () => {
    const { provider, seen } = await setup(json(200, COMPLETION), { apiKey: 'sk-1' });
    await provider.call(aCall());
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer sk-1',
      'x-request-id': 'req-1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'content-type': 'application/json',
    });
  });

  it('no Authorization when no key is configured', async () => {
    const { provider, seen } = await setup(json(200, COMPLETION));
    await provider.call(aCall());
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    [
      'is asked for usage',
      STREAM,
      true,
      '{"model":"m","stream":true,"messages":[],"stream_options":{"include_usage":true}}',
    ],
    [
      "keeps the client's other stream options",
      '{"model":"m","stream":true,"stream_options":{"include_obfuscation":false}}',
      true,
      '{"model":"m","stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true}}',
    ],
    ['is not asked where it would refuse', STREAM, false, STREAM],
    [
      'gets bad stream options as they are, to refuse them',
      '{"model":"m","stream":true,"stream_options":7}',
      true,
      '{"model":"m","stream":true,"stream_options":7}',
    ],
  ])('a stream that %s', async (_, text, streamUsage, expected) => {
    const { provider, seen } = await setup(sse(ROLE + STOP + DONE), { streamUsage });
    await textOf(await provider.call(aCall({ text })));
    expect(seen[0]?.body).toBe(expected);
  });
});

describe('a whole reply', () => {
  it('is the bytes of the upstream, with usage and finish reason read on the side', async () => {
    const { provider } = await setup(
      json(200, COMPLETION, { 'content-type': 'application/json; charset=utf-8' }),
    );
    const reply = whole(await provider.call(aCall()));
    expect(reply.bytes.toString()).toBe(COMPLETION);
    expect(reply).toMatchObject({
      contentType: 'application/json; charset=utf-8',
      observed: { usage: { promptTokens: 3, completionTokens: 2 }, finishReason: 'stop' },
    });
  });

  it('brings only the headers that are meant for the client', async () => {
    const passed = {
      'x-ratelimit-remaining-requests': '9',
      'openai-processing-ms': '5',
      'retry-after': '1',
      'x-compute-time': '2',
    };
    const { provider } = await setup(json(200, COMPLETION, { ...passed, 'set-cookie': 'a=b', server: 'x' }));
    expect((await provider.call(aCall())).headers).toEqual(passed);
  });

  it.each(['', 'not json', '[]', '"text"', '{"choices":'])(
    'that is no JSON object is malformed: %j',
    async (body) => {
      const { provider } = await setup(json(200, body));
      await expect(provider.call(aCall())).rejects.toMatchObject({
        code: 'upstream_malformed',
        upstream: 'gpu',
      });
    },
  );

  it.each([
    [
      'LM Studio overflow',
      { error: 'The number of tokens to keep is greater than the context length' },
      'context_length_exceeded',
    ],
    [
      'SGLang overflow',
      { object: 'error', message: 'longer than the context length', code: 400 },
      'context_length_exceeded',
    ],
    ['a nested error', { error: { message: 'engine dead', code: 503 } }, 'upstream_overloaded'],
    ['an error of no known shape', { error: ['engine dead'] }, 'upstream_failed'],
    ['an error without a status', { error: { message: 'engine dead' } }, 'upstream_failed'],
  ])('is a failure when it holds one: %s', async (_, body, code) => {
    const { provider } = await setup(json(200, body));
    for (const text of [CHAT, STREAM]) {
      await expect(provider.call(aCall({ text }))).rejects.toMatchObject({ code, upstream: 'gpu' });
    }
  });

  it('answers a stream request too, when that is what the upstream sends', async () => {
    const { provider } = await setup(json(200, COMPLETION));
    expect(whole(await provider.call(aCall({ text: STREAM }))).bytes.toString()).toBe(COMPLETION);
  });
});

describe('an error status', () => {
  const message = 'The model `x` does not exist.';

  it.each<[string, number, unknown, object]>([
    [
      'nested',
      400,
      { error: { message: 'bad tool', type: 'BadRequestError', param: 'tools', code: 400 } },
      { code: 'upstream_rejected', message: 'bad tool', param: 'tools' },
    ],
    [
      'flat, of vLLM before 0.10.1',
      400,
      { object: 'error', message: 'bad tool', type: 'BadRequestError', param: null, code: 400 },
      { code: 'upstream_rejected', message: 'bad tool' },
    ],
    [
      'of TGI',
      422,
      { error: 'Input validation error', error_type: 'validation' },
      { code: 'upstream_rejected', message: 'Input validation error' },
    ],
    [
      'a FastAPI list',
      422,
      { detail: [{ loc: ['body', 'messages'], msg: 'field required' }] },
      { code: 'upstream_rejected', message: 'body.messages: field required', param: 'body.messages' },
    ],
    [
      'a FastAPI sentence',
      404,
      { detail: 'Not Found' },
      { code: 'model_not_found', message: expect.stringContaining('Not Found') },
    ],
    ['a text', 400, 'no good', { code: 'upstream_rejected', message: 'no good' }],
    [
      'nothing',
      400,
      '',
      { code: 'upstream_rejected', message: 'The upstream "gpu" answered with status 400.' },
    ],
    [
      'a web page',
      502,
      '<html>Bad gateway</html>',
      { code: 'upstream_failed', message: 'The upstream "gpu" answered with status 502.' },
    ],
    [
      'an unknown model',
      404,
      { error: { message, type: 'NotFoundError' } },
      { code: 'model_not_found', message: expect.stringContaining(message) },
    ],
    [
      'a refused key, as text',
      401,
      { error: 'Unauthorized sk-1' },
      { code: 'upstream_refused_credentials', message: expect.not.stringContaining('sk-1') },
    ],
    [
      'llama.cpp while it loads',
      503,
      { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
      { code: 'upstream_overloaded', message: expect.stringContaining('Loading model') },
    ],
    [
      "llama.cpp's overflow",
      400,
      { error: { code: 400, message: 'too big', type: 'exceed_context_size_error' } },
      { code: 'context_length_exceeded', message: 'too big' },
    ],
    [
      "vLLM's overflow",
      400,
      { error: { message: "This model's maximum context length is 8192 tokens.", param: 'input_tokens' } },
      { code: 'context_length_exceeded', param: 'input_tokens' },
    ],
  ])('is understood: %s', async (_, status, body, expected) => {
    const { provider } = await setup(json(status, body));
    for (const text of [CHAT, STREAM]) {
      await expect(provider.call(aCall({ text }))).rejects.toMatchObject({ upstream: 'gpu', ...expected });
    }
  });

  it('says when to come back', async () => {
    const { provider } = await setup(json(429, { error: { message: 'slow down' } }, { 'retry-after': '12' }));
    await expect(provider.call(aCall())).rejects.toMatchObject({
      code: 'upstream_rate_limited',
      retryAfter: 12,
    });
  });

  it('with an endless body is cut short, and its connection closed', async () => {
    const { provider, sockets } = await setup((response) => {
      response.writeHead(500);
      response.write('x'.repeat(100_000));
    });
    await expect(provider.call(aCall())).rejects.toMatchObject({ code: 'upstream_failed' });
    await allClosed(sockets);
  });
});

describe('a streamed reply', () => {
  it('is the bytes of the upstream, without the usage that the client did not ask for', async () => {
    const { provider } = await setup(sse(': hi\n\n' + ROLE + WORD + STOP + USAGE + DONE));
    const reply = streamed(await provider.call(aCall({ text: STREAM })));
    expect(reply.contentType).toBe('text/event-stream; charset=utf-8');
    expect(await textOf(reply)).toBe(': hi\n\n' + ROLE + WORD + STOP + DONE);
    expect(reply.observed).toMatchObject({
      usage: { promptTokens: 3, completionTokens: 1 },
      finishReason: 'stop',
    });
  });

  it.each([
    ['asked for it', '{"model":"m","stream":true,"stream_options":{"include_usage":true}}', true],
    ['and the gateway did not, so that the server forces it', STREAM, false],
  ])('keeps the usage when the client %s', async (_, text, streamUsage) => {
    const { provider } = await setup(sse(ROLE + STOP + USAGE + DONE), { streamUsage });
    expect(await textOf(await provider.call(aCall({ text })))).toBe(ROLE + STOP + USAGE + DONE);
  });

  it('begins before the upstream has finished', async () => {
    const { provider } = await setup(sse(ROLE, false));
    const { chunks } = streamed(await provider.call(aCall({ text: STREAM })));
    for await (const chunk of chunks) {
      expect(String(chunk)).toBe(ROLE);
      break;
    }
  });

  it('uses its connection again after [DONE]', async () => {
    const { provider, sockets } = await setup(sse(ROLE + STOP + DONE));
    for (let i = 0; i < 10; i += 1) await textOf(await provider.call(aCall({ text: STREAM })));
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('is incomplete when the connection is reset', async () => {
    const { provider } = await setup((response) => {
      sse(ROLE + WORD, false)(response);
      setImmediate(() => response.destroy());
    });
    const reply = await provider.call(aCall({ text: STREAM }));
    await expect(textOf(reply)).rejects.toMatchObject({ code: 'upstream_incomplete', upstream: 'gpu' });
  });

  it('closes the upstream when the client stops reading', async () => {
    const { provider, sockets } = await setup(sse(ROLE, false));
    for await (const _ of streamed(await provider.call(aCall({ text: STREAM }))).chunks) break;
    await allClosed(sockets);
  });

  it('closes the upstream when the client aborts in the middle', async () => {
    const leaving = new AbortController();
    const { provider, sockets } = await setup(sse(ROLE, false));
    const reply = streamed(await provider.call(aCall({ text: STREAM, signal: leaving.signal })));
    const reading = textOf(reply);
    leaving.abort();
    await expect(reading).rejects.toMatchObject({ code: 'client_closed_request' });
    await allClosed(sockets);
  });

  it('closes the upstream when the client aborts while comments keep it waiting', async () => {
    const leaving = new AbortController();
    const { provider, sockets } = await setup((response) => {
      sse(': keep-alive\n\n', false)(response);
      setImmediate(() => leaving.abort());
    });
    await expect(provider.call(aCall({ text: STREAM, signal: leaving.signal }))).rejects.toMatchObject({
      code: 'client_closed_request',
    });
    await allClosed(sockets);
  });
});

describe('time limits', () => {
  const limits = (limit: object) => ({
    timeouts: { connect: 1000, firstToken: 0, idle: 0, total: 0, ...limit },
  });

  it('comments do not count as a first token', async () => {
    let ping: NodeJS.Timeout | undefined;
    cleanups.push(() => clearInterval(ping));
    const { provider, sockets } = await setup(
      (response) => {
        sse(ROLE, false)(response);
        ping = setInterval(() => response.write(': keep-alive\n\n'), 10);
      },
      limits({ firstToken: 80 }),
    );
    const reply = await provider.call(aCall({ text: STREAM }));
    await expect(textOf(reply)).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: expect.stringMatching(/first-token/),
    });
    await allClosed(sockets);
  });

  it('silence after the first token ends the stream', async () => {
    const { provider, sockets } = await setup(
      sse(ROLE + WORD, false),
      limits({ firstToken: 1000, idle: 50 }),
    );
    const reply = await provider.call(aCall({ text: STREAM }));
    await expect(textOf(reply)).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: expect.stringMatching(/idle/),
    });
    await allClosed(sockets);
  });

  it.each([CHAT, STREAM])('no answer at all ends the call', async (text) => {
    const { provider, sockets } = await setup(() => undefined, limits({ total: 50 }));
    await expect(provider.call(aCall({ text }))).rejects.toMatchObject({
      code: 'upstream_timeout',
      message: expect.stringMatching(/total/),
    });
    await allClosed(sockets);
  });
});

describe('after a call', () => {
  it.each<[string, string, (response: ServerResponse) => void]>([
    ['a whole reply', CHAT, json(200, COMPLETION)],
    ['an error', CHAT, json(500, {})],
    ['a stream', STREAM, sse(ROLE + STOP + DONE)],
    ['a stream that broke off', STREAM, sse(ROLE)],
    ['a stream that never began', STREAM, sse('')],
  ])("nothing listens to the client's signal any more: %s", async (_, text, answer) => {
    const { signal } = new AbortController();
    const { provider } = await setup(answer);
    const read = async (): Promise<unknown> => {
      const reply = await provider.call(aCall({ text, signal }));
      return reply.kind === 'stream' ? textOf(reply) : reply;
    };
    await Promise.allSettled([read()]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('models and health', () => {
  it('reads the models, with the context length of vLLM or llama.cpp', async () => {
    const { provider, seen } = await setup(
      json(200, {
        object: 'list',
        data: [
          { id: 'a', created: 7, owned_by: 'vllm', max_model_len: 8192 },
          { id: 'b', meta: { n_ctx_train: 4096 } },
          { id: 'lora', max_model_len: null },
          { name: 'no id' },
        ],
      }),
    );
    expect(await provider.listModels(new AbortController().signal)).toEqual([
      { id: 'a', created: 7, ownedBy: 'vllm', contextLength: 8192 },
      { id: 'b', created: 0, ownedBy: 'unknown', contextLength: 4096 },
      { id: 'lora', created: 0, ownedBy: 'unknown', contextLength: undefined },
    ]);
    expect(seen[0]?.path).toBe('/v1/models');
  });

  it('takes "data": null for no models', async () => {
    const { provider } = await setup(json(200, { object: 'list', data: null }));
    expect(await provider.listModels(new AbortController().signal)).toEqual([]);
  });

  it('does not take anything else for a list', async () => {
    const { provider } = await setup(json(200, { models: [] }));
    await expect(provider.listModels(new AbortController().signal)).rejects.toMatchObject({
      code: 'upstream_malformed',
    });
  });

  it.each<['vllm' | 'openai', string]>([
    ['vllm', '/health'],
    ['openai', '/v1/models'],
  ])('%s is asked at %s whether it is well', async (kind, path) => {
    const { provider, seen } = await setup((response) => response.end(), { kind });
    await provider.probe(new AbortController().signal);
    expect(seen[0]?.path).toBe(path);
  });

  it('is not well when the health route says so', async () => {
    const { provider } = await setup(json(503, { error: { message: 'Loading model' } }));
    await expect(provider.probe(new AbortController().signal)).rejects.toMatchObject({
      code: 'upstream_overloaded',
    });
  });
});
