import { ollamaFailure } from './ollama-failure.js';

const said = (error: string) => JSON.stringify({ error });
const nested = JSON.stringify({
  error: {
    code: 400,
    message: 'request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it',
    type: 'exceed_context_size_error',
  },
});

describe("Ollama's errors", () => {
  it.each<[number, string, string, string | undefined]>([
    [400, 'missing request body', 'upstream_rejected', undefined],
    [400, 'model is required', 'upstream_rejected', undefined],
    [400, 'invalid model name', 'upstream_rejected', undefined],
    [400, 'top_logprobs must be between 0 and 20', 'upstream_rejected', 'top_logprobs'],
    [400, '"m" does not support thinking', 'upstream_rejected', 'think'],
    [400, '"m" does not support chat', 'upstream_rejected', 'model'],
    [400, '"m" does not support generate', 'upstream_rejected', 'model'],
    [400, 'registry.ollama.ai/library/m:latest does not support tools', 'upstream_rejected', 'tools'],
    [400, 'raw mode does not support template, system, or context', 'upstream_rejected', undefined],
    [400, 'use either :local or :cloud, not both: "x"', 'upstream_rejected', undefined],
    [500, 'option "top_k" must be of type integer', 'upstream_rejected', 'options.top_k'],
    [500, 'invalid format: "yaml"; expected "json" or a schema', 'upstream_rejected', 'response_format'],
    [401, 'unauthorized', 'upstream_refused_credentials', undefined],
    [403, 'ollama cloud is disabled: remote model is unavailable', 'upstream_refused_credentials', undefined],
    [404, "model 'm' not found", 'model_not_found', 'model'],
    [404, 'model "m" not found, try pulling it first', 'model_not_found', 'model'],
    [429, 'too many requests', 'upstream_rate_limited', undefined],
    [499, 'request canceled', 'upstream_failed', undefined],
    [500, 'llama-server process has terminated: signal: killed', 'upstream_failed', undefined],
    [
      500,
      'model runner has unexpectedly stopped, this may be due to resources',
      'upstream_failed',
      undefined,
    ],
    [500, 'timed out waiting for llama-server to start - progress 0.00', 'upstream_timeout', undefined],
    [502, 'bad gateway', 'upstream_failed', undefined],
    [
      503,
      'server busy, please try again.  maximum pending requests exceeded',
      'upstream_overloaded',
      undefined,
    ],
    [400, nested, 'context_length_exceeded', undefined],
    [
      400,
      'the prompt is longer than the context length currently available to the model; shorten it',
      'context_length_exceeded',
      undefined,
    ],
    [
      500,
      "input length (9000 tokens) exceeds the model's maximum context length (8192 tokens)",
      'context_length_exceeded',
      undefined,
    ],
    [400, 'the input length exceeds the context length', 'context_length_exceeded', undefined],
  ])('%i %s is %s', (status, error, code, param) => {
    expect(ollamaFailure('box', { status, body: said(error) })).toMatchObject({
      code,
      param,
      upstream: 'box',
    });
  });

  it('means the same within a stream, where there is no status', () => {
    const code = (error: string) => ollamaFailure('box', { body: said(error) }).code;
    expect(code(nested)).toBe('context_length_exceeded');
    expect(code('server busy, please try again.  maximum pending requests exceeded')).toBe(
      'upstream_overloaded',
    );
    expect(code("model 'm' not found")).toBe('model_not_found');
  });

  it('says within a stream that it failed there, and claims no status', () => {
    const failure = ollamaFailure('box', { body: said('model runner has unexpectedly stopped') });
    expect(failure.code).toBe('upstream_failed');
    expect(failure.message).toBe(
      'The upstream "box" failed while it was answering: model runner has unexpectedly stopped',
    );
  });

  it("opens the JSON that the engine's errors travel in, down to plain words", () => {
    const failure = ollamaFailure('box', { status: 400, body: said(nested) });
    expect(failure.message).toBe(
      'request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it',
    );
  });

  it('never repeats what came with refused credentials', () => {
    const body = JSON.stringify({
      error: 'unauthorized',
      signin_url: 'https://ollama.com/connect?key=s3cret',
    });
    expect(ollamaFailure('box', { status: 401, body }).message).not.toContain('s3cret');
  });

  it('takes a 404 that is not in JSON for a server of another kind, not for a missing model', () => {
    const failure = ollamaFailure('box', { status: 404, body: '404 page not found' });
    expect(failure).toMatchObject({ code: 'upstream_failed', upstream: 'box' });
  });

  it.each(['', 'oops', '{"error":', '[]', '{"error":{}}'])('makes a sentence of the body %j', (body) => {
    const failure = ollamaFailure('box', { status: 500, body });
    expect(failure.code).toBe('upstream_failed');
    expect(failure.message).toMatch(/^The upstream "box" /);
  });

  it('passes on when to try again', () => {
    expect(ollamaFailure('box', { status: 503, body: said('busy'), retryAfter: 3 }).retryAfter).toBe(3);
  });
});
