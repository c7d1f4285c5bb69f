import { retryAfterSeconds, upstreamFailure } from './upstream-failure.js';

describe('an upstream failure', () => {
  it.each([
    [400, 'upstream_rejected'],
    [413, 'upstream_rejected'],
    [422, 'upstream_rejected'],
    [401, 'upstream_refused_credentials'],
    [403, 'upstream_refused_credentials'],
    [404, 'model_not_found'],
    [408, 'upstream_timeout'],
    [424, 'upstream_failed'],
    [429, 'upstream_rate_limited'],
    [500, 'upstream_failed'],
    [501, 'upstream_failed'],
    [502, 'upstream_failed'],
    [503, 'upstream_overloaded'],
    [504, 'upstream_timeout'],
    [529, 'upstream_overloaded'],
    [302, 'upstream_failed'],
  ])('with status %i is %s', (status, code) => {
    expect(upstreamFailure('gpu', { status, message: 'no' })).toMatchObject({ code, upstream: 'gpu' });
  });

  it.each([
    "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens",
    "You passed 9000 input tokens and requested 10 output tokens. However, the model's context length is only 8192 tokens",
    "Input length (9000) exceeds model's maximum context length (8192).",
    'request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it',
    'the prompt is longer than the context length currently available to the model; shorten it',
    'the input length exceeds the context length',
    "input length (9000 tokens) exceeds the model's maximum context length (8192 tokens)",
    'prompt is too long: 9000 tokens > 8192 maximum',
    'Your input exceeds the context window of this model.',
    "The input (9000 tokens) is longer than the model's context length (8192 tokens).",
    'The number of tokens to keep from the initial prompt is greater than the context length.',
    '`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 9000',
  ])('that says "%s" is an overflow, whatever its status', (message) => {
    for (const status of [400, 422, 500, 502]) {
      expect(upstreamFailure('gpu', { status, message })).toMatchObject({
        code: 'context_length_exceeded',
        message,
      });
    }
  });

  it.each(['context_length_exceeded', 'exceed_context_size_error'])(
    'with the code %s is an overflow',
    (code) => {
      expect(upstreamFailure('gpu', { status: 400, message: 'no', code })).toMatchObject({
        code: 'context_length_exceeded',
      });
    },
  );

  it.each([['max_tokens must be positive'], ['context is not a list'], ['invalid option "num_ctx"']])(
    'that says "%s" is no overflow',
    (message) => {
      expect(upstreamFailure('gpu', { status: 400, message })).toMatchObject({
        code: 'upstream_rejected',
        message,
      });
    },
  );

  it('never repeats what was said about credentials, for it may hold the key', () => {
    const failure = upstreamFailure('gpu', { status: 401, message: 'Incorrect API key provided: sk-secret' });
    expect(failure.message).toBe('The upstream "gpu" refused the gateway\'s credentials (401).');
  });

  it('names the upstream when the client cannot mend it', () => {
    expect(upstreamFailure('gpu', { status: 500, message: 'engine dead' }).message).toBe(
      'The upstream "gpu" answered with status 500: engine dead',
    );
    expect(upstreamFailure('gpu', { status: 502, message: '' }).message).toBe(
      'The upstream "gpu" answered with status 502.',
    );
  });

  it('keeps the parameter, the time to wait, and 2,000 characters', () => {
    const failure = upstreamFailure('gpu', {
      status: 422,
      message: 'x'.repeat(5000),
      param: 'tools',
      retryAfter: 7,
    });
    expect(failure).toMatchObject({ param: 'tools', retryAfter: 7 });
    expect(failure.message).toHaveLength(2000);
  });
});

describe('Retry-After', () => {
  it.each([
    ['7', 7],
    ['0.2', 1],
    ['0', 0],
    [['3', '9'], 3],
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('%j is %j seconds', (header, seconds) => {
    expect(retryAfterSeconds(header)).toBe(seconds);
  });

  it('may be a date to come', () => {
    const seconds = retryAfterSeconds(new Date(Date.now() + 90_000).toUTCString());
    expect(seconds).toBeGreaterThan(85);
    expect(seconds).toBeLessThanOrEqual(90);
  });
});
