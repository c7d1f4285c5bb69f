import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { AUTH_TOKEN, DashboardBed, OPS_TOKEN, PASSWORD, VIEWER_KEY } from './bff-bed.js';

const MODEL = {
  id: 'ollama/qwen3:8b',
  provider: 'ollama',
  model: 'qwen3:8b',
  state: 'ready',
  size_bytes: 5_000,
  vram_bytes: null,
  loaded_until: null,
  digest: 'sha256:1',
  modified_at: '2026-11-20T10:00:00Z',
  family: 'qwen3',
  parameter_size: '8.2B',
  quantization: 'Q4_K_M',
};
const PULL = { state: 'running', status: 'pulling', completed_bytes: 0, total_bytes: 0, error: null };

describe('what scripts call', () => {
  let bed: DashboardBed;
  const bearer = { authorization: `Bearer ${AUTH_TOKEN}` };

  const asked = async (path: string, body?: object) => {
    const method = body === undefined ? 'GET' : 'POST';
    const { status, text } = await bed.ask(path, { method, headers: bearer, ...(body && { body }) });
    return [status, JSON.parse(text)] as [number, Record<string, unknown>];
  };

  beforeAll(async () => {
    bed = new DashboardBed();
    for (const app of [bed.ops, bed.gateway, bed.router]) app.on('GET /health', { ok: true });
    await bed.start();
  });
  afterAll(async () => {
    for (const secret of [PASSWORD, AUTH_TOKEN, OPS_TOKEN])
      expect(JSON.stringify(bed.answers)).not.toContain(secret);
    await bed.close();
  });

  it('says to anybody how to sign in and whether the apps answer', async () => {
    expect(JSON.parse((await bed.ask('/api/auth/config')).text)).toEqual({
      auth_required: true,
      auth_type: 'bearer',
    });
    expect(JSON.parse((await bed.ask('/api/health')).text)).toEqual({
      ok: true,
      services: ['model-gateway', 'mcp', 'ops'].map((id) => ({ id, ok: true, error: null })),
    });
  });

  it('refuses everything else without a secret, as {detail}', async () => {
    const wrong: Record<string, string>[] = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Bearer ${VIEWER_KEY}` },
      { authorization: 'Digest x' },
    ];
    for (const headers of wrong) {
      const answer = await bed.ask('/api/services', { headers });
      expect([answer.status, typeof (JSON.parse(answer.text) as { detail?: unknown }).detail]).toEqual([
        401,
        'string',
      ]);
      expect(answer.headers['www-authenticate']).toBeUndefined();
    }
  });

  it('acts on services at once, with the key of operations and the id of the request', async () => {
    bed.ops.on('POST /services/web/restart', { ok: true, service: 'web', action: 'restarted' });
    const headers = { ...bearer, 'x-request-id': 'req-of-a-script' };
    const answer = await bed.ask('/api/ops/services/web/restart', { method: 'POST', headers });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      { ok: true, service: 'web', action: 'restarted' },
    ]);
    expect(bed.ops.bodies.at(-1)).toBe('{"confirm":true}');
    expect(bed.ops.headers.at(-1)).toMatchObject({
      authorization: `Bearer ${OPS_TOKEN}`,
      'x-request-id': 'req-of-a-script',
    });
  });

  it.each([
    '/api/ops/services/web/up',
    '/api/ops/services/..%2fweb/restart',
    '/api/ops/services/a%20b/restart',
  ])('does not take %s for an action', async (path) => {
    const changes = () => bed.ops.asked.filter((route) => route.startsWith('POST'));
    const before = changes();
    expect((await asked(path, {}))[0]).toBe(400);
    expect(changes()).toEqual(before);
  });

  it('reads a log, with a bound on its length', async () => {
    bed.ops.on('GET /services/web/logs', { service: 'web', logs: 'one\ntwo' });
    expect(await asked('/api/ops/services/web/logs?tail=2')).toEqual([
      200,
      { service: 'web', logs: 'one\ntwo' },
    ]);
    expect(bed.ops.asked.at(-1)).toBe('GET /services/web/logs?tail=2');
    expect((await asked('/api/ops/services/web/logs?tail=501'))[0]).toBe(400);
  });

  it('says whether operations are available, and why not', async () => {
    bed.ops.on('GET /ready', { ready: true, dependencies: [] });
    expect(await asked('/api/ops/available')).toEqual([200, { available: true }]);
    const dependencies = [
      { name: 'worker', ok: false, error: 'is away' },
      { name: 'redis', ok: true },
    ];
    bed.ops.on('GET /ready', { ready: false, dependencies }, 503);
    expect(await asked('/api/ops/available')).toEqual([200, { available: false, reason: 'worker: is away' }]);
  });

  it('has the router in its own words, and its absence as an answer', async () => {
    const servers = [
      { id: 'files', state: 'idle', failures: 0 },
      { id: 'git', state: 'down', reason: 'exited', failures: 3 },
    ];
    bed.router
      .on('GET /api/mcp/health', { ok: false, servers })
      .on('POST /api/mcp/add', { status: 'added', servers: ['git'] });
    expect(await asked('/api/mcp/health')).toEqual([
      200,
      {
        ok: false,
        gateway: true,
        gateway_error: null,
        servers: [
          { id: 'files', ok: true, error: null, status: 'idle' },
          { id: 'git', ok: false, error: 'exited', status: 'down' },
        ],
      },
    ]);
    expect(await asked('/api/mcp/add', { server: 'git' })).toEqual([
      200,
      { status: 'added', servers: ['git'] },
    ]);
    expect(bed.router.bodies.at(-1)).toBe('{"server":"git"}');
  });

  it("has the gateway's figures", async () => {
    bed.gateway
      .on('GET /api/throughput/stats', { models: {} })
      .on('POST /api/throughput/record', { ok: true });
    expect(await asked('/api/throughput/stats')).toEqual([200, { models: {} }]);
    expect(await asked('/api/throughput/record', { model: 'm', output_tokens_per_sec: 4 })).toEqual([
      200,
      { ok: true },
    ]);
  });

  it("lists models as Ollama does, and those of Ollama alone, with an operator's key", async () => {
    const providers = [
      { id: 'ollama', kind: 'ollama' },
      { id: 'vllm', kind: 'vllm' },
    ];
    const loaded = {
      ...MODEL,
      model: 'gemma3:1b',
      state: 'loaded',
      vram_bytes: 900,
      loaded_until: '2026-11-20T11:00:00Z',
    };
    bed.gateway.on('GET /api/models', {
      providers,
      models: [MODEL, loaded, { ...MODEL, provider: 'vllm', state: 'loaded' }],
    });
    const [, tags] = await asked('/api/ollama/models');
    expect(tags['models']).toMatchObject([
      { name: 'qwen3:8b', size: 5_000, digest: 'sha256:1' },
      { name: 'gemma3:1b' },
    ]);
    const [, ps] = await asked('/api/ollama/ps');
    expect(ps['models']).toMatchObject([
      { name: 'gemma3:1b', size_vram: 900, expires_at: '2026-11-20T11:00:00Z' },
    ]);
    expect(bed.gateway.keysAt('GET /api/models')).toEqual([`Bearer ${OPS_TOKEN}`, `Bearer ${OPS_TOKEN}`]);
  });

  it('tells how far a pull is, line by line, to its truthful end', async () => {
    const events = [
      { event: 'queued', data: { ...PULL, state: 'queued', status: 'waiting' } },
      { event: 'progress', data: { ...PULL, completed_bytes: 10, total_bytes: 100 } },
      { event: 'progress', data: { ...PULL, completed_bytes: 10, total_bytes: 100 } },
      { event: 'done', data: { ...PULL, state: 'done', status: 'success' } },
    ];
    bed.gateway
      .on('POST /api/models/pulls', { id: 'p-1', model: MODEL.id }, 202)
      .on('GET /api/models/pulls/p-1/events', (_request, response: ServerResponse) => {
        const frames = events.map(({ event, data }) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(frames.join(''));
      });
    const answer = await bed.ask('/api/ollama/pull', {
      method: 'POST',
      body: { model: 'qwen3:8b' },
      headers: bearer,
    });
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    expect(
      answer.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual([
      { status: 'waiting' },
      { status: 'pulling', completed: 10, total: 100 },
      { status: 'success' },
    ]);
  });

  it('stops reading a pull whose reader has left, and ends nothing else', async () => {
    const begun = Promise.withResolvers<ServerResponse>();
    bed.gateway.on('GET /api/models/pulls/p-1/events', (_request, response: ServerResponse) => {
      response.writeHead(200).write(`data: ${JSON.stringify(PULL)}\n\n`);
      begun.resolve(response);
    });
    const before = bed.gateway.asked.length;
    const reader = await bed.open('/api/ollama/pull', {
      method: 'POST',
      body: { model: 'qwen3:8b' },
      headers: bearer,
    });
    const left = once(await begun.promise, 'close');
    reader.destroy();
    await left;
    expect(bed.gateway.asked.slice(before)).toEqual([
      'POST /api/models/pulls',
      'GET /api/models/pulls/p-1/events',
    ]);
  });

  it('deletes a model, or says that there is none', async () => {
    bed.gateway.on('POST /api/models/delete', { model: MODEL.id, deleted: true });
    expect(await asked('/api/ollama/delete', { model: 'qwen3:8b' })).toEqual([
      200,
      { ok: true, message: 'qwen3:8b was removed' },
    ]);
    expect(bed.gateway.bodies.at(-1)).toBe('{"model":"qwen3:8b","confirm":true}');
    bed.gateway.on('POST /api/models/delete', { code: 'model_not_found', detail: 'no such model' }, 404);
    expect(await asked('/api/ollama/delete', { model: 'x' })).toMatchObject([
      404,
      { detail: 'gateway: no such model' },
    ]);
  });

  it('has no ComfyUI', async () => {
    expect(await asked('/api/comfyui/models')).toMatchObject([404, { code: 'not_configured' }]);
  });
});
