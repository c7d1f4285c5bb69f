import { startStack, type Stack } from './gateway-harness.ts';

const MODEL = 'org/served-model';
let stack: Stack;

beforeAll(async () => void (stack = await startStack()));
afterAll(() => stack.close());

const chat = (headers: Record<string, string>, model = `vllm/${MODEL}`) =>
  fetch(`${stack.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
  });

describe('the request id', () => {
  it('of the caller is on the answer and reaches the upstream', async () => {
    const answer = await chat({ 'x-request-id': 'job-7:step.2' });
    await answer.text();
    expect(answer.headers.get('x-request-id')).toBe('job-7:step.2');
    expect(stack.vllm.requests.at(-1)?.headers['x-request-id']).toBe('job-7:step.2');
  });

  it('is minted when it is malformed, and the minted one reaches the upstream', async () => {
    const answer = await chat({ 'x-request-id': 'no spaces please' });
    await answer.text();
    const id = answer.headers.get('x-request-id');
    expect(id).toMatch(/^req-[0-9a-f-]{36}$/);
    expect(stack.vllm.requests.at(-1)?.headers['x-request-id']).toBe(id);
  });

  it('is on failures too', async () => {
    const answer = await chat({ 'x-request-id': 'job-8' }, '');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('x-request-id')).toBe('job-8');
  });

  it.each([
    { 'x-request-origin': 'nowhere', traceparent: 'no trace' },
    { 'x-request-origin': 'ci, chat', traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` },
  ])('no call fails for what its caller says of itself: %j', async (claims) => {
    const answer = await chat({ ...claims, 'x-request-id': 'job-9' });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([200, 'job-9']);
    await answer.text();
  });

  it('travels with the trace', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await (await chat({ traceparent })).text();
    expect(stack.vllm.requests.at(-1)?.headers['traceparent']).toBe(traceparent);
  });
});

it("the caller's own key and labels do not reach the upstream", async () => {
  const labels = { 'x-service-name': 'webui', 'x-request-origin': 'ci' };
  await (await chat({ authorization: 'Bearer private', cookie: 'a=b', ...labels })).text();
  const headers = stack.vllm.requests.at(-1)?.headers ?? {};
  for (const own of ['authorization', 'cookie', ...Object.keys(labels)])
    expect(headers).not.toHaveProperty(own);
});

describe('throughput', () => {
  const read = async (path: string): Promise<unknown> =>
    (await fetch(`${stack.url}/api/throughput/${path}`)).json();

  it('is kept by model and by service', async () => {
    await (await chat({ 'x-service-name': 'n8n' })).text();
    await (await chat({ 'x-service-name': 'not/a name' })).text();
    const id = `vllm/${MODEL}`;
    const { models } = (await read('stats')) as { models: Record<string, object> };
    expect(Object.keys(models[id] ?? {}).sort()).toEqual([
      'first_token_ms',
      'latest',
      'p50',
      'p95',
      'p99',
      'peak',
      'sample_count',
    ]);
    const { by_model } = (await read('service-usage')) as {
      by_model: Record<string, { services: object[] }>;
    };
    const names = by_model[id]?.services.map((use) => (use as { name: string }).name);
    expect(names).toContain('n8n');
    expect(names).toContain('anonymous');
    expect(names?.join()).not.toContain('/');
  });

  it('can be measured', async () => {
    const answer = await fetch(`${stack.url}/api/throughput/benchmark`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'loopback/echo' }),
    });
    expect(await answer.json()).toMatchObject({ model: 'loopback/echo', output_tokens: 6 });
    expect(await read('stats')).toMatchObject({ last_benchmark: { model: 'loopback/echo' } });
  });

  it.each([
    ['benchmark', { model: 'loopback/embed' }, 'benchmark_not_possible'],
    ['benchmark', {}, 'invalid_request'],
    ['record', { model: 'm', output_tokens_per_sec: -1 }, 'invalid_request'],
    ['record', { model: 'm', output_tokens_per_sec: 1, extra: 1 }, 'invalid_request'],
  ])('%s refuses %j', async (path, body, code) => {
    const answer = await fetch(`${stack.url}/api/throughput/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code });
  });
});
