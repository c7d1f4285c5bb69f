import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFakeOpenAi } from '../../fakes/fake-openai.ts';
import { startStack, type Stack } from '../gateway-harness.ts';
import { post } from '../raw-call.ts';

const messages = [{ role: 'user' as const, content: 'hello' }];
const VLLM = 'org/served-model';

describe('a failure of Ollama', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  const chat = (model: string, more: object = {}) =>
    stack.client.chat.completions.create({ model, messages, ...more });

  it('that its queue is full is 503', async () => {
    stack.ollama.busy = true;
    await expect(chat('llama3.2')).rejects.toMatchObject({ status: 503, code: 'upstream_overloaded' });
    stack.ollama.busy = false;
  });

  it('that its runner died is 502 and names the upstream', async () => {
    stack.ollama.script('gemma3:4b', [
      { refuse: { status: 500, error: 'llama-server process has terminated: exit status 2' } },
    ]);
    await expect(chat('gemma3:4b')).rejects.toMatchObject({
      status: 502,
      code: 'upstream_failed',
      message: expect.stringContaining('ollama'),
    });
  });

  it('that a model cannot think is a 400', async () => {
    const refused = chat('llama3.2', { reasoning_effort: 'high' });
    await expect(refused).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('thinking'),
    });
  });

  it('that an option has the wrong type is a 400, though Ollama says 500', async () => {
    const refused = chat('llama3.2', { options: { num_gpu: 'all' } });
    await expect(refused).rejects.toMatchObject({ status: 400, param: 'options.num_gpu' });
  });

  it('that a model cannot chat is a 400', async () => {
    await expect(chat('nomic-embed-text')).rejects.toMatchObject({ status: 400 });
  });
});

describe('a failure of an OpenAI-style server', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.close());

  const refusedWith = async (status: number, body: never, headers: Record<string, string> = {}) => {
    stack.vllm.script(VLLM, [{ refuse: { status, body, headers } }]);
    const reply = await post(`${stack.url}/v1/chat/completions`, { model: VLLM, messages });
    const answer = (await reply.json()) as { error: { message: string; code: string } };
    expect(answer).toEqual({
      error: { message: expect.any(String), type: expect.any(String), param: null, code: expect.any(String) },
    });
    return { status: reply.status, headers: reply.headers, ...answer.error };
  };

  it('that the key is wrong is 502 in words of ours: the key stays inside', async () => {
    const secret = 'Incorrect API key provided: sk-very-secret';
    const nested = await refusedWith(401, {
      error: { message: secret, type: 'x', code: 'invalid_api_key' },
    } as never);
    expect(nested).toMatchObject({ status: 502, code: 'upstream_refused_credentials' });
    expect(nested.message).toContain('vllm');
    expect(nested.message).not.toContain('sk-very-secret');
    const bare = await refusedWith(401, { error: 'Unauthorized' } as never);
    expect(bare).toMatchObject({ status: 502, code: 'upstream_refused_credentials' });
  });

  it('that there were too many requests is 429 and says when to come back', async () => {
    const body = { error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' } };
    const answer = await refusedWith(429, body as never, { 'retry-after': '7' });
    expect(answer).toMatchObject({ status: 429, code: 'upstream_rate_limited' });
    expect(answer.headers.get('retry-after')).toBe('7');
  });

  it.each([
    ['nested', { error: { message: 'no such parameter', type: 'BadRequestError', param: null, code: 400 } }],
    [
      'flat',
      { object: 'error', message: 'no such parameter', type: 'BadRequestError', param: null, code: 400 },
    ],
    ['a text', { error: 'no such parameter', error_type: 'validation' }],
  ])('that is the fault of the client keeps its words: %s', async (_shape, body) => {
    const answer = await refusedWith(400, body as never);
    expect(answer).toMatchObject({ status: 400, code: 'upstream_rejected' });
    expect(answer.message).toContain('no such parameter');
  });

  it.each([
    ['JSON', { error: { message: 'engine dead', type: 'InternalServerError', code: 500 } }],
    ['a page', '<html><body>Bad Gateway</body></html>'],
    ['nothing', ''],
  ])('inside of it is 502 and names it: %s', async (_shape, body) => {
    const answer = await refusedWith(500, body as never);
    expect(answer).toMatchObject({ status: 502, code: 'upstream_failed' });
    expect(answer.message).toContain('vllm');
  });

  it('that it does not have the model is 404', async () => {
    const chat = stack.client.chat.completions.create({ model: 'vllm/other', messages });
    await expect(chat).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it('that it still loads is 503', async () => {
    const loading = await startFakeOpenAi({ dialect: 'llamacpp' });
    loading.loading = true;
    const front = await startStack({ env: { VLLM_URL: loading.url } });
    const chat = front.client.chat.completions.create({ model: 'vllm/any', messages });
    await expect(chat).rejects.toMatchObject({ status: 503, code: 'upstream_overloaded' });
    await front.close();
    await loading.close();
  });

  it('that a 200 holds no JSON is 502', async () => {
    const answer = await refusedWith(200, '<html>login</html>' as never);
    expect(answer).toMatchObject({ status: 502, code: 'upstream_malformed' });
  });
});
