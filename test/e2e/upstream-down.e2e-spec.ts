import { startStack, type Stack } from './gateway-harness.ts';

const MODEL = 'org/served-model';
let stack: Stack;

beforeAll(async () => void (stack = await startStack({ env: { MODEL_CACHE_TTL_SEC: '1' } })));
afterAll(() => stack.close());

const read = async (path: string) => {
  const answer = await fetch(`${stack.url}${path}`);
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as Record<string, unknown>,
  };
};

/** Lists models until the list has outlived its second and says so. */
async function staleList() {
  for (;;) {
    const list = await read('/v1/models');
    if (list.headers.has('x-switchyard-stale')) return list;
    await fetch(`${stack.url}/v1/cache`, { method: 'DELETE' });
  }
}

describe('while an upstream is down', () => {
  it('everything was fine before', async () => {
    expect(await read('/ready')).toMatchObject({ status: 200, body: { ready: true } });
    const { body, headers } = await read('/v1/models');
    expect(body['data']).toContainEqual(expect.objectContaining({ id: `vllm/${MODEL}` }));
    expect(headers.has('x-switchyard-stale')).toBe(false);
  });

  it('its models are still listed, and marked', async () => {
    await stack.vllm.close();
    const { body, headers } = await staleList();
    expect(headers.get('x-switchyard-stale')).toBe('vllm');
    expect(body['data']).toContainEqual(expect.objectContaining({ id: `vllm/${MODEL}`, stale: true }));
    expect(await read(`/v1/models/vllm/${MODEL}`)).toMatchObject({ status: 200, body: { stale: true } });
  });

  it('a call to it says which provider failed, and is not the client’s fault', async () => {
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    await expect(
      stack.client.chat.completions.create({ model: `vllm/${MODEL}`, messages }),
    ).rejects.toMatchObject({
      status: 502,
      code: 'upstream_unreachable',
      message: expect.stringContaining('vllm'),
    });
  });

  it('the other providers serve on, and readiness names the one that does not', async () => {
    const answer = await stack.client.chat.completions.create({
      model: 'llama3.2',
      messages: [{ role: 'user', content: 'Hello' }],
    });
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    const { body } = await readyWith('vllm', false);
    expect(body).toMatchObject({ ready: true });
  });
});

/** Readiness is remembered for two seconds, so it is asked until it has heard. */
async function readyWith(id: string, ok: boolean) {
  for (;;) {
    const report = await read('/ready');
    const providers = report.body['providers'] as { id: string; ok: boolean }[];
    if (providers.some((provider) => provider.id === id && provider.ok === ok)) return report;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
