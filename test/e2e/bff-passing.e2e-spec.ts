import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { codeIn, DashboardBed, OPS_TOKEN, PASSWORD } from './bff-bed.js';

describe('what a page asks of an app', () => {
  let bed: DashboardBed;
  let page: Record<string, string>;

  beforeAll(async () => {
    bed = new DashboardBed();
    await bed.start();
    page = await bed.signIn();
  });
  afterAll(async () => {
    for (const secret of [PASSWORD, OPS_TOKEN]) expect(JSON.stringify(bed.answers)).not.toContain(secret);
    await bed.close();
  });

  it('arrives with the headers that mean something there, and no other', async () => {
    bed.ops.on('POST /services/web/stop', { ok: true });
    const headers = {
      ...page,
      'idempotency-key': 'once',
      prefer: 'respond-async',
      'x-request-id': 'req-of-the-page',
      'x-request-origin': 'ci',
      'x-forwarded-for': '192.0.2.1',
      'x-client-id': 'somebody else',
      'x-api-key': 'a-key-of-the-page',
      te: 'trailers',
      connection: 'keep-alive, idempotency-key',
    };
    await bed.ask('/bff/ops/services/web/stop?node=local', {
      method: 'POST',
      body: { confirm: true },
      headers,
    });
    expect(bed.ops.asked.at(-1)).toBe('POST /services/web/stop?node=local');
    expect(bed.ops.bodies.at(-1)).toBe('{"confirm":true}');
    expect(Object.keys(bed.ops.headers.at(-1) ?? {}).toSorted()).toEqual([
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'idempotency-key',
      'prefer',
      'x-request-id',
      'x-service-name',
    ]);
    expect(bed.ops.headers.at(-1)).toMatchObject({
      authorization: `Bearer ${OPS_TOKEN}`,
      'x-request-id': 'req-of-the-page',
    });
  });

  it('is said to be chat where the playground talks to a model, whatever the page says', async () => {
    bed.gateway.on('POST /v1/chat/completions', { choices: [] }).on('POST /v1/embeddings', { data: [] });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    for (const path of ['chat/completions', 'embeddings']) {
      const headers = { ...page, 'x-request-origin': 'schedule', traceparent };
      await bed.ask(`/bff/gateway/v1/${path}`, { method: 'POST', body: {}, headers });
    }
    const [chat, other] = bed.gateway.headers.slice(-2);
    expect(chat).toMatchObject({ 'x-request-origin': 'chat', traceparent });
    expect(other).not.toHaveProperty('x-request-origin');
  });

  it('is answered with what the app said, without its cookies and with its places below ours', async () => {
    bed.ops.on('POST /services/web/start', (_request, response: ServerResponse) => {
      const headers = {
        location: '/jobs/7',
        'set-cookie': 'a=b',
        etag: '"1"',
        server: 'x',
        'retry-after': '3',
      };
      response.writeHead(202, { ...headers, 'content-type': 'application/json' }).end('{"job":"7"}');
    });
    const answer = await bed.ask('/bff/ops/services/web/start', { method: 'POST', body: {}, headers: page });
    expect([answer.status, answer.text]).toEqual([202, '{"job":"7"}']);
    expect(answer.headers).toMatchObject({ location: '/bff/ops/jobs/7', etag: '"1"', 'retry-after': '3' });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['server']).toBeUndefined();
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it('is refused in the words of the app', async () => {
    const problem = {
      type: 'about:blank',
      status: 409,
      code: 'plan_outdated',
      detail: 'the node has changed',
    };
    bed.ops.on('POST /services/web/restart', problem, 409);
    const answer = await bed.ask('/bff/ops/services/web/restart', {
      method: 'POST',
      body: {},
      headers: page,
    });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([409, problem]);
  });

  it('is not passed on when it would load a model on a node that has lost its GPU', async () => {
    const providers = [{ id: 'vllm', address: 'gpu.example.lan:8000', service: 'gpu-1/vllm' }];
    const node = { node: 'gpu-1', age_ms: 900, services: [] };
    const gpu_problem = { code: 'gpu_driver_lost', reason: 'nvidia-smi failed (9)' };
    bed.gateway.on('GET /api/models', { providers, models: [] });
    bed.gateway.on('POST /api/models/load', { model: 'vllm/llama', duration_ms: 5 });
    const load = () =>
      bed.ask('/bff/gateway/api/models/load', {
        method: 'POST',
        body: { model: 'vllm/llama' },
        headers: page,
      });
    bed.ops.on('GET /stats', { nodes: [{ ...node, gpu_problem }] });
    const refused = await load();
    expect([refused.status, codeIn(refused)]).toEqual([409, 'node_gpu_lost']);
    expect(bed.gateway.asked).not.toContain('POST /api/models/load');
    bed.ops.on('GET /stats', { nodes: [node] });
    expect(await load()).toMatchObject({ status: 200, text: '{"model":"vllm/llama","duration_ms":5}' });
    expect(bed.gateway.bodies.at(-1)).toBe('{"model":"vllm/llama"}');
    const { 'x-csrf-token': _none, ...without } = page;
    const foreign = await bed.ask('/bff/gateway/api/models/load', {
      method: 'POST',
      body: { model: 'vllm/llama' },
      headers: without,
    });
    expect(foreign.status).toBe(403);
  });

  it('is not taken for signing out when the app does not know the key', async () => {
    bed.gateway.on('GET /v1/models', { error: { message: 'the API key is not known' } }, 401);
    const answer = await bed.ask('/bff/gateway/v1/models', { headers: page });
    expect([answer.status, codeIn(answer)]).toEqual([502, 'upstream_refused_credentials']);
    expect((await bed.ask('/session', { headers: page })).status).toBe(200);
  });

  it.each([
    '/bff/ops/services/../metrics',
    '/bff/ops/services/%2e%2e/%2e%2e/whoami',
    '/bff/ops/services/..%2f..%2fwhoami',
    '/bff/ops//whoami',
    '/bff/ops/whoami/',
    '/bff/ops/docs',
    '/bff/ops/docs-json',
    '/bff/nobody/services',
    '/bff/worker/services',
    '/bff/ops/services/a%0d%0ax-evil:%201',
    '/bff/ops/services/a%00',
    '/bff/ops@evil.example/services',
    '/bff/ops/http://evil.example/',
  ])('does not reach an app as %s', async (path) => {
    const before = [...bed.ops.asked];
    const answer = await bed.ask(path, { headers: page });
    expect([400, 404]).toContain(answer.status);
    expect(bed.ops.asked).toEqual(before);
  });

  it('does not reach an app with a method that it does not document', async () => {
    const answer = await bed.ask('/bff/ops/services', { method: 'PUT', body: {}, headers: page });
    expect([answer.status, codeIn(answer)]).toEqual([404, 'not_found']);
  });

  it('keeps a parameter one parameter, whatever is in it', async () => {
    bed.gateway.on('GET /v1/models/a%2Fb%3Fc%23d', { id: 'a/b?c#d' });
    const answer = await bed.ask('/bff/gateway/v1/models/a%2Fb%3Fc%23d', { headers: page });
    expect(JSON.parse(answer.text)).toEqual({ id: 'a/b?c#d' });
  });

  it('says which app is away', async () => {
    const apart = new DashboardBed();
    await apart.start();
    await apart.router.close();
    const answer = await apart.ask('/bff/router/api/mcp/servers', { headers: await apart.signIn() });
    expect([answer.status, codeIn(answer)]).toEqual([503, 'upstream_unavailable']);
    expect(answer.text).toContain('router does not answer');
    expect(answer.text).not.toContain('127.0.0.1');
    await apart.close();
  });
});

describe('a stream through the dashboard', () => {
  let bed: DashboardBed;
  let page: Record<string, string>;
  let upstream: Promise<ServerResponse>;

  beforeEach(async () => {
    bed = new DashboardBed();
    await bed.start();
    page = await bed.signIn();
    const begun = Promise.withResolvers<ServerResponse>();
    upstream = begun.promise;
    bed.gateway.on('POST /v1/chat/completions', (_request, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      begun.resolve(response);
    });
  });
  afterEach(() => bed.close());

  const chat = () =>
    bed.open('/bff/gateway/v1/chat/completions', { method: 'POST', body: { stream: true }, headers: page });

  it('comes byte for byte as it is written, its head first', async () => {
    const answer = await chat();
    expect(answer.headers['content-type']).toBe('text/event-stream');
    const out = await upstream;
    for (const piece of ['data: {"a"', ':"ä"}\n\n', 'data: [DONE]\n\n']) {
      out.write(piece);
      const [got] = (await once(answer, 'data')) as [Buffer];
      expect(got.toString()).toBe(piece);
    }
    out.end();
    answer.resume();
    await once(answer, 'end');
  });

  it('ends upstream at once when the page leaves in the middle', async () => {
    const answer = await chat();
    const out = await upstream;
    out.write('data: 1\n\n');
    await once(answer, 'data');
    const aborted = once(out, 'close');
    answer.destroy();
    await aborted;
    expect(out.writableFinished).toBe(false);
  });

  it('ends upstream at once when the page leaves before a first byte', async () => {
    const answer = await chat();
    const aborted = once(await upstream, 'close');
    answer.destroy();
    await aborted;
  });

  it('ends upstream at once when the page leaves before the app has said anything', async () => {
    const begun = Promise.withResolvers<ServerResponse>();
    bed.gateway.on('POST /v1/embeddings', (_request, response: ServerResponse) => begun.resolve(response));
    const headers = { ...page, 'content-type': 'application/json' };
    const asked = request({
      host: '127.0.0.1',
      port: bed.port,
      method: 'POST',
      path: '/bff/gateway/v1/embeddings',
      headers,
    });
    asked.on('error', () => undefined).end('{}');
    const aborted = once(await begun.promise, 'close');
    asked.destroy();
    await aborted;
  });

  it('ends, here and upstream, when its session is signed out', async () => {
    const answer = await chat();
    answer.resume();
    const out = await upstream;
    const cut = Promise.all([once(out, 'close'), closed(answer)]);
    await bed.ask('/session', { method: 'DELETE', headers: page });
    await cut;
    expect(answer.complete).toBe(false);
  });

  it('breaks off for the page when it breaks off upstream, and is never taken for whole', async () => {
    const answer = await chat();
    const out = await upstream;
    out.write('data: 1\n\n');
    await once(answer, 'data');
    const cut = closed(answer);
    out.destroy();
    await cut;
    expect(answer.complete).toBe(false);
  });

  it('waits for a reader that is slow', async () => {
    const answer = await chat();
    const out = await upstream;
    const piece = 'x'.repeat(256 * 1024);
    let written = 0;
    while (out.write(piece) || out.writableLength < 4 * piece.length) {
      written += piece.length;
      if (written > 256 * 1024 * 1024) break;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(written).toBeLessThan(128 * 1024 * 1024);
    answer.destroy();
  });
});

describe('the page itself', () => {
  let bed: DashboardBed;
  const browser = { accept: 'text/html,*/*', 'accept-encoding': 'gzip, br' };
  const script = `console.log(${JSON.stringify('a'.repeat(4_000))})`;

  beforeAll(async () => {
    bed = new DashboardBed();
    await bed.start();
    expect((await bed.ask('/', { headers: browser })).text).toContain('make build');
    await mkdir(join(bed.webFolder, 'assets'), { recursive: true });
    await mkdir(join(bed.webFolder, '.vite'));
    await writeFile(join(bed.webFolder, '.vite', 'manifest.json'), '{}');
    await writeFile(join(bed.webFolder, 'assets', 'index-Ab12Cd34.js'), script);
    await writeFile(join(bed.webFolder, 'theme.js'), 'theme');
    await writeFile(join(bed.webFolder, 'index.html'), '<!doctype html><title>Page</title>');
  });
  afterAll(() => bed.close());

  it('is there as soon as it is built, for each of its own addresses, and is never kept', async () => {
    for (const path of ['/', '/services', '/jobs/7?x=1', '/index.html']) {
      const { status, text, headers } = await bed.ask(path, { headers: { accept: 'text/html' } });
      expect([status, text]).toEqual([200, '<!doctype html><title>Page</title>']);
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  it('runs under a policy that lets nothing in from anywhere else', async () => {
    const policy = (await bed.ask('/', { headers: browser })).headers['content-security-policy'];
    expect(policy).toContain("default-src 'self'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
  });

  it('has files that are kept for ever when their names say what is in them, and packed ones', async () => {
    const response = await bed.open('/assets/index-Ab12Cd34.js', { headers: browser });
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part as Buffer);
    expect(brotliDecompressSync(Buffer.concat(parts)).toString()).toBe(script);
    expect(response.headers).toMatchObject({
      'content-encoding': 'br',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    const plain = await bed.ask('/theme.js');
    expect([plain.text, plain.headers['cache-control']]).toEqual(['theme', 'no-store']);
    const { etag = '' } = plain.headers;
    expect((await bed.ask('/theme.js', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it.each([
    '/assets/none.js',
    '/assets/..%2f..%2fpackage.json',
    '/assets/../../package.json',
    '/.vite/manifest.json',
    '/bff/nothing',
    '/api/nothing',
  ])('is not what %s is', async (path) => {
    const answer = await bed.ask(path, { headers: { accept: '*/*' } });
    expect([400, 401, 404]).toContain(answer.status);
    expect(answer.headers['content-type']).toContain('json');
  });

  it('is not what a route of the API answers to a browser', async () => {
    for (const path of ['/bff', '/api/nothing', '/session/nothing']) {
      expect((await bed.ask(path, { headers: browser })).text).not.toContain('<title>');
    }
  });
});

/** closed resolves when an answer is over, however that came. */
function closed(answer: IncomingMessage): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  answer.on('error', () => undefined).once('close', () => resolve(undefined));
  return promise;
}
