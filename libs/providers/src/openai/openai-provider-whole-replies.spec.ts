import { setup, aCall, json, COMPLETION, CHAT, STREAM, whole, allClosed } from './openai-provider.setup.js';

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
