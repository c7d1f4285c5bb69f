import { Gate } from '../fakes/gate.ts';
import { text } from '../fakes/ollama-scenario.ts';
import { KEYS, LibraryBed } from './library-bed.ts';
import { until } from './until.ts';

let bed: LibraryBed;

beforeAll(async () => void (bed = await LibraryBed.start()));
afterAll(() => bed.close());

const QWEN = 'ollama/qwen3:8b';

describe('a model', () => {
  it('is listed with what its provider says of it', async () => {
    const { body } = await bed.get('/api/models', KEYS.viewer);
    expect(body['providers']).toMatchObject([
      {
        id: 'ollama',
        kind: 'ollama',
        address: new URL(bed.stack.ollama.url).host,
        service: null,
        reachable: true,
        manages_models: true,
        error: null,
      },
      { id: 'vllm', kind: 'vllm', reachable: true, manages_models: false },
      { id: 'loopback', address: null, reachable: true, manages_models: false },
    ]);
    expect(await bed.model(QWEN)).toMatchObject({
      state: 'ready',
      size_bytes: 5225388164,
      vram_bytes: null,
      parameter_size: '8.2B',
      quantization: 'Q4_K_M',
      context_length: 40960,
      capabilities: ['completion', 'tools', 'thinking'],
      in_flight: 0,
      last_used: null,
      default: false,
    });
    expect(await bed.model('vllm/org/served-model')).toMatchObject({ state: 'loaded', size_bytes: null });
  });

  it('is loaded and unloaded', async () => {
    const loaded = await bed.post('/api/models/load', { model: 'qwen3:8b' }, KEYS.operator);
    expect(loaded).toMatchObject({ status: 200, body: { model: QWEN, vram_bytes: 6654289920 } });
    expect(
      await until(
        () => bed.model(QWEN),
        (model) => model?.['state'] === 'loaded',
      ),
    ).toMatchObject({
      vram_bytes: 6654289920,
      loaded_context_length: 4096,
    });
    expect((await bed.post('/api/models/unload', { model: QWEN }, KEYS.operator)).status).toBe(200);
    await until(
      () => bed.model(QWEN),
      (model) => model?.['state'] === 'ready',
    );
  });

  it('that is being loaded says since when, and how long others took; a call that waits for it is enough', async () => {
    const model = 'ollama/gemma3:4b';
    expect((await bed.post('/api/models/load', { model })).status).toBe(200);
    const asked = bed.stack.ollama.slowLoad('gemma3:4b');
    const load = bed.post('/api/models/load', { model });
    const row = await until(
      () => bed.model(model),
      (found) => found?.['load'] !== null,
    );
    expect(row).toMatchObject({ loading: true, load: { expected_seconds: 1, from_loads: 1 } });
    const since = (row?.['load'] as { since?: string } | undefined)?.since ?? '';
    expect(Math.abs(Date.now() - Date.parse(since))).toBeLessThan(20_000);
    asked.release();
    await load;
    expect(await bed.model(model)).toMatchObject({ state: 'loaded', loading: false, load: null });
    await bed.post('/api/models/unload', { model });
    const seen = bed.stack.ollama.slowLoad('gemma3:4b');
    const chat = bed.chat(model, 'a-call-that-loads');
    await until(
      () => bed.model(model),
      (found) => (found?.['load'] as { from_loads?: number } | null)?.from_loads === 2,
    );
    seen.release();
    await (await chat).text();
    expect(await bed.model(model)).toMatchObject({ loading: false, load: null, load_failure: null });
  });

  it('that only embeds is loaded and unloaded too', async () => {
    const model = 'ollama/nomic-embed-text:latest';
    expect((await bed.post('/api/models/load', { model })).status).toBe(200);
    await until(
      () => bed.model(model),
      (row) => row?.['state'] === 'loaded',
    );
    expect((await bed.post('/api/models/unload', { model: 'nomic-embed-text' })).status).toBe(200);
    await until(
      () => bed.model(model),
      (row) => row?.['state'] === 'ready',
    );
  });

  it('of a provider that manages none is left alone', async () => {
    const answer = await bed.post('/api/models/load', { model: 'loopback/echo' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'library_not_managed' } });
  });

  it('on which a call runs is unloaded only with a confirmation', async () => {
    const answered = new Gate();
    bed.stack.ollama.script('qwen3:8b', [{ until: answered.opened }, ...text('Yes.')]);
    const chat = bed.chat('qwen3:8b', 'a-call-that-runs');
    const row = await until(
      () => bed.model(QWEN),
      (model) => model?.['in_flight'] === 1,
    );
    expect(row?.['last_used']).not.toBeNull();
    const running = await bed.get('/api/calls?correlation_id=a-call-that-runs');
    expect(running.body).toMatchObject({ running: [{ model: QWEN, client: 'operator' }], calls: [] });
    const refused = await bed.post('/api/models/unload', { model: QWEN });
    expect(refused).toMatchObject({ status: 400, body: { code: 'confirm_required' } });
    const asked = await bed.post('/api/models/unload', { model: QWEN, confirm: true });
    expect(asked).toMatchObject({ status: 200, body: { in_flight: 1 } });
    answered.open();
    await (await chat).text();
  });

  it('is deleted by an admin who confirms it, and by nobody else', async () => {
    const model = 'ollama/gpt-oss:20b';
    expect((await bed.post('/api/models/delete', { model, confirm: true }, KEYS.operator)).status).toBe(403);
    const dry = await bed.post('/api/models/delete', { model, dry_run: true });
    expect(dry.body).toMatchObject({ deleted: false, size_bytes: 5225388164, loaded: false, in_flight: 0 });
    expect(await bed.post('/api/models/delete', { model })).toMatchObject({
      status: 400,
      body: { code: 'confirm_required' },
    });
    expect(await bed.model(model)).toBeDefined();
    const deleted = await bed.post('/api/models/delete', { model, confirm: true });
    expect(deleted.body).toMatchObject({ deleted: true });
    await until(
      () => bed.model(model),
      (row) => row === undefined,
    );
    const entries = await bed.audited(deleted.headers.get('x-request-id') ?? '');
    expect(entries.map(({ action, result, actor }) => [action, result, actor])).toEqual([
      ['model_delete', 'intent', 'ops-token'],
      ['model_delete', 'ok', 'ops-token'],
    ]);
  });
});

describe('the default model', () => {
  it('is used by a chat that asks for "default", and is there after a look', async () => {
    const chosen = await bed.call('PUT', '/api/models/default', { model: 'llama3.2' }, KEYS.operator);
    expect(chosen).toMatchObject({
      status: 200,
      body: { model: 'ollama/llama3.2:latest', source: 'chosen', known: true },
    });
    await (await bed.chat('default', 'by-default')).text();
    const { body } = await bed.get('/api/calls?correlation_id=by-default');
    expect(body['calls']).toMatchObject([
      { model: 'ollama/llama3.2:latest', outcome: 'ok', finish_reason: 'stop' },
    ]);
    expect(await bed.model('ollama/llama3.2:latest')).toMatchObject({ default: true });
  });

  it('is not chosen by a viewer, nor out of thin air', async () => {
    const body = { model: 'llama3.2' };
    expect((await bed.call('PUT', '/api/models/default', body, KEYS.viewer)).status).toBe(403);
    const unknown = await bed.call('PUT', '/api/models/default', { model: 'nobody/knows' });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'model_not_found' } });
  });
});

describe('the first token', () => {
  interface Figures {
    models: Record<string, { first_token_ms: { p50: number; sample_count: number } | null }>;
  }
  const figures = async () =>
    (await bed.get('/api/throughput/stats', KEYS.operator)).body as unknown as Figures;

  it('of a whole answer is none; that of a stream is in the figures and in the metrics', async () => {
    const model = 'loopback/echo';
    await (await bed.chat(model, 'comes-whole')).text();
    expect((await figures()).models[model]?.first_token_ms ?? null).toBeNull();
    await (await bed.chat(model, 'comes-in-pieces', { stream: true })).text();
    const { body } = await bed.get('/api/calls?correlation_id=comes-in-pieces');
    const [call] = body['calls'] as { first_token_ms: number }[];
    const { models } = await figures();
    expect(models[model]?.first_token_ms).toMatchObject({ sample_count: 1 });
    expect(models[model]?.first_token_ms?.p50).toBeCloseTo(call?.first_token_ms ?? 0, 0);
    const metrics = await (await fetch(`${bed.stack.url}/metrics`)).text();
    expect(metrics).toMatch(
      /switchyard_gen_ai_server_time_to_first_token_seconds_count\{[^}]*model="loopback\/echo"[^}]*\} 1\b/,
    );
    const usage = (await bed.get('/api/throughput/service-usage', KEYS.operator)).body as {
      by_model?: Record<string, { services: { last_first_token_ms: number | null }[] }>;
    };
    expect(usage.by_model?.[model]?.services[0]?.last_first_token_ms).toBe(
      models[model]?.first_token_ms?.p50,
    );
  });
});

describe('calls', () => {
  it('are listed by model, client and outcome, within the scope of the key', async () => {
    await (await bed.chat('vllm/org/served-model', 'on-vllm')).text();
    await (await bed.chat('ollama/nobody:1b', 'fails')).text();
    const calls = async (query: string, key?: string) =>
      ((await bed.get(`/api/calls?${query}`, key)).body['calls'] as { request_id: string }[]).map(
        ({ request_id }) => request_id,
      );
    expect(await calls('outcome=failed')).toEqual(['fails']);
    expect(await calls('outcome=model_not_found&client=operator')).toEqual(['fails']);
    expect(await calls('model=vllm/org/served-model')).toEqual(['on-vllm']);
    expect(await calls('limit=1')).toEqual(['fails']);
    expect(await calls('correlation_id=on-vllm', KEYS.narrow)).toEqual([]);
    expect((await bed.get('/api/calls?limit=0')).status).toBe(400);
  });

  it('tell what the caller says of itself, as its word', async () => {
    const trace_id = '0af7651916cd43dd8448eb211c80319c';
    const said = { 'x-request-origin': 'schedule', traceparent: `00-${trace_id}-b7ad6b7169203331-01` };
    await (await bed.chat('vllm/org/served-model', 'of-a-timer', {}, said)).text();
    await (await bed.chat('vllm/org/served-model', 'silent', {}, { traceparent: 'none' })).text();
    const told = async (id: string) => (await bed.get(`/api/calls?correlation_id=${id}`)).body['calls'];
    expect(await told('of-a-timer')).toMatchObject([{ origin: 'schedule', trace_id }]);
    expect(await told('silent')).toMatchObject([{ origin: null, trace_id: null }]);
  });

  it('hold no word of what was said', async () => {
    expect(JSON.stringify((await bed.get('/api/calls')).body)).not.toContain('anybody');
  });
});

it('without Redis models are served and none is changed', async () => {
  await bed.redis.kill();
  const answer = await bed.chat('loopback/echo', 'while-redis-is-away');
  expect(answer.status).toBe(200);
  await answer.text();
  for (const [path, body] of [
    ['load', { model: QWEN }],
    ['pulls', { model: 'new:1b' }],
    ['delete', { model: QWEN, confirm: true }],
  ] as const) {
    const refused = await bed.post(`/api/models/${path}`, body);
    expect(refused).toMatchObject({ status: 503, body: { code: 'audit_unavailable' } });
  }
  expect((await bed.get('/api/models')).status).toBe(200);
  expect(bed.stack.ollama.requests.some(({ path }) => path === '/api/pull')).toBe(false);
});
