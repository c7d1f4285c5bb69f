import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DashboardBed, OPS_TOKEN, PASSWORD, VIEWER_KEY, type Answer } from './bff-bed.js';

interface Line {
  readonly read: number;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

let bed: DashboardBed;
let page: Record<string, string>;

beforeEach(async () => {
  bed = new DashboardBed();
  await bed.start();
  page = await bed.signIn();
});
afterEach(async () => {
  for (const secret of [PASSWORD, OPS_TOKEN, VIEWER_KEY])
    expect(JSON.stringify(bed.answers)).not.toContain(secret);
  await bed.close();
});

const placeOf = (...reads: string[]) =>
  `/bff/reads?${reads.map((read) => `read=${encodeURIComponent(read)}`).join('&')}`;
const ask = (reads: string[], headers = page): Promise<Answer> => bed.ask(placeOf(...reads), { headers });
const linesIn = ({ text }: Answer): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
/** The lines in the order in which they were asked for. */
const inOrder = (answer: Answer) => linesIn(answer).toSorted((one, other) => one.read - other.read);
const codesIn = (answer: Answer) =>
  inOrder(answer).map(({ status, body }) => [status, (JSON.parse(body) as { code?: string }).code]);

/** What reached ops beside the question who signs in. */
const reached = () => bed.ops.asked.filter((asked) => asked !== 'GET /whoami');

/** linesFrom yields the lines of an answer as they come. */
async function* linesFrom(answer: IncomingMessage): AsyncGenerator<Line> {
  let rest = '';
  for await (const piece of answer.setEncoding('utf8')) {
    const parts = (rest + String(piece)).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield JSON.parse(part) as Line;
  }
}

/** held is a route that answers when it is told to. */
function held(app: DashboardBed['ops'], route: string): Promise<ServerResponse> {
  const begun = Promise.withResolvers<ServerResponse>();
  app.on(route, (_request, response: ServerResponse) => begun.resolve(response));
  return begun.promise;
}

describe('several reads at once', () => {
  it('are each what they are alone: status, body, key and headers', async () => {
    bed.ops.on('GET /services', { services: ['ä €'] });
    bed.gateway.on('GET /v1/models', { data: [] });
    const reads = ['/bff/ops/services?node=a%26b', '/bff/gateway/v1/models', '/bff/ops/services/none/stats'];
    const alone = [];
    for (const read of reads) alone.push(await bed.ask(read, { headers: page }));
    const together = await ask(reads);
    expect(together.status).toBe(200);
    expect(together.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      'cache-control': 'no-store',
    });
    expect(inOrder(together).map(({ status, body }) => [status, body])).toEqual(
      alone.map(({ status, text }) => [status, text]),
    );
    for (const [app, route] of [
      [bed.ops, 'GET /services?node=a%26b'],
      [bed.gateway, 'GET /v1/models'],
    ] as const) {
      const [one, other] = app.keysAt(route);
      expect(other).toBe(one);
    }
    expect(Object.keys(bed.ops.headers.at(-1) ?? {}).toSorted()).toEqual([
      'accept',
      'authorization',
      'connection',
      'host',
      'x-request-id',
      'x-service-name',
    ]);
  });

  it('come as they are ready: one that is slow holds nobody back', async () => {
    const slow = held(bed.ops, 'GET /services');
    bed.gateway.on('GET /v1/models', { data: [] });
    const answer = await bed.open(placeOf('/bff/ops/services', '/bff/gateway/v1/models'), { headers: page });
    const lines = linesFrom(answer);
    expect((await lines.next()).value).toMatchObject({ read: 1, status: 200 });
    (await slow).writeHead(200, { 'content-type': 'application/json' }).end('{}');
    expect((await lines.next()).value).toMatchObject({ read: 0, status: 200, body: '{}' });
    expect((await lines.next()).done).toBe(true);
  });

  it('are refused one by one, in the words that each would have had alone', async () => {
    bed.ops.on('GET /audit', { status: 403, code: 'forbidden', detail: 'no' }, 403);
    bed.ops.on('GET /jobs', {});
    bed.gateway.on('GET /v1/models', { error: { message: 'the API key is not known' } }, 401);
    await bed.router.close();
    const answer = await ask([
      '/bff/ops/jobs',
      '/bff/ops/docs',
      '/bff/ops/services/%2e%2e/%2e%2e/whoami',
      '/bff/nobody/services',
      '/bff/ops/audit',
      '/bff/router/api/mcp/servers',
      '/bff/gateway/v1/models',
      '/bff/live',
      '/bff/reads?read=/bff/ops/jobs',
      '/session',
      'http://evil.example/bff/ops/jobs',
      '/bff/ops/audit/verify',
    ]);
    expect(codesIn(answer)).toEqual([
      [200, undefined],
      [404, 'not_found'],
      [404, 'not_found'],
      [404, 'not_found'],
      [403, 'forbidden'],
      [503, 'upstream_unavailable'],
      [502, 'upstream_refused_credentials'],
      [404, 'not_found'],
      [404, 'not_found'],
      [404, 'not_found'],
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
    expect(inOrder(answer)[5]?.headers['retry-after']).toBe('5');
    expect(reached().toSorted()).toEqual(['GET /audit', 'GET /jobs']);
    expect(answer.text).not.toContain('127.0.0.1');
  });

  it('are no way for streams, files and what is large, which are cut off where they come from', async () => {
    const cut: Promise<unknown>[] = [];
    const endless = (type: string) => (_request: IncomingMessage, response: ServerResponse) => {
      cut.push(once(response, 'close'));
      const more = () => response.writable && response.write('"'.padEnd(65_536, 'x'), () => void more());
      response.writeHead(200, { 'content-type': type });
      more();
    };
    bed.ops.on('GET /services/web/logs', endless('text/event-stream'));
    bed.ops.on('GET /audit', endless('text/csv'));
    bed.ops.on('GET /jobs', endless('application/json'));
    const answer = await ask(['/bff/ops/services/web/logs', '/bff/ops/audit?format=csv', '/bff/ops/jobs']);
    expect(codesIn(answer)).toEqual([1, 2, 3].map(() => [406, 'not_gathered']));
    await Promise.all(cut);
  });

  it('that break off where they come from are never taken for whole', async () => {
    bed.ops.on('GET /jobs', (_request, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"jobs":', () => response.destroy());
    });
    expect(codesIn(await ask(['/bff/ops/jobs']))).toEqual([[503, 'upstream_unavailable']]);
  });

  it.each([
    ['none', '/bff/reads'],
    ['something else', '/bff/reads?read=/bff/overview&write=1'],
    ['more than sixteen', placeOf(...Array.from({ length: 17 }, () => '/bff/ops/jobs'))],
    ['a long text', placeOf(`/bff/ops/jobs?x=${'x'.repeat(9_000)}`)],
  ])('are refused as a whole where there are %s', async (_, place) => {
    const { status, text } = await bed.ask(place, { headers: page });
    expect([status, (JSON.parse(text) as { code: string }).code]).toEqual([400, 'invalid_request']);
    expect(reached()).toEqual([]);
  });
});

describe('whose reads they are', () => {
  it('is asked as for one: by session, origin and host', async () => {
    const reads = ['/bff/ops/services', '/bff/overview'];
    const { cookie = '' } = page;
    const refused = async (headers: Record<string, string>) => {
      const { status, text } = await ask(reads, headers);
      return [status, (JSON.parse(text) as { code: string }).code];
    };
    expect(await refused({})).toEqual([401, 'session_required']);
    expect(await refused({ authorization: `Bearer ${OPS_TOKEN}` })).toEqual([401, 'session_required']);
    expect(await refused({ cookie, 'sec-fetch-site': 'cross-site' })).toEqual([403, 'csrf_failed']);
    expect(await refused({ cookie, 'sec-fetch-site': 'same-site' })).toEqual([403, 'csrf_failed']);
    expect(await refused({ cookie, origin: 'http://evil.example' })).toEqual([403, 'csrf_failed']);
    expect(await refused({ cookie, host: 'evil.example' })).toEqual([403, 'forbidden']);
    const posted = await bed.ask(placeOf(...reads), { method: 'POST', headers: page });
    expect(posted.status).toBe(404);
    expect(reached()).toEqual([]);
  });

  it('is what a viewer may not read: told of that part, as alone, and of no other', async () => {
    bed.ops.on('GET /audit', ({ headers }, response: ServerResponse) => {
      const isViewer = headers.authorization === `Bearer ${VIEWER_KEY}`;
      const body = isViewer ? { code: 'forbidden', detail: 'read_audit is missing' } : { entries: [] };
      response.writeHead(isViewer ? 403 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
    bed.ops.on('GET /jobs', { jobs: [] });
    const viewer = await bed.signIn({ token: VIEWER_KEY });
    const reads = ['/bff/ops/audit', '/bff/key-uses', '/bff/timeline/req-1', '/bff/ops/jobs'];
    const answer = await ask(reads, viewer);
    expect(codesIn(answer)).toEqual([
      [403, 'forbidden'],
      [403, 'forbidden'],
      [403, 'forbidden'],
      [200, undefined],
    ]);
    for (const read of reads.slice(0, 3)) expect((await bed.ask(read, { headers: viewer })).status).toBe(403);
  });

  it('ends them all when it signs out: what had not come is answered as that, and cut off upstream', async () => {
    const slow = [held(bed.ops, 'GET /services'), held(bed.gateway, 'GET /v1/models')];
    bed.ops.on('GET /jobs', { jobs: [] });
    const place = placeOf('/bff/ops/services', '/bff/gateway/v1/models', '/bff/ops/jobs');
    const lines = linesFrom(await bed.open(place, { headers: page }));
    expect((await lines.next()).value).toMatchObject({ read: 2, status: 200 });
    const begun = await Promise.all(slow);
    begun[1]?.writeHead(200, { 'content-type': 'application/json' }).write('{"data":');
    const cut = begun.map((response) => once(response, 'close'));
    await bed.ask('/session', { method: 'DELETE', headers: page });
    const rest = [(await lines.next()).value as Line, (await lines.next()).value as Line];
    expect(rest.map(({ status }) => status)).toEqual([401, 401]);
    expect(rest.map(({ body }) => (JSON.parse(body) as { code: string }).code)).toEqual([
      'session_required',
      'session_required',
    ]);
    expect((await lines.next()).done).toBe(true);
    await Promise.all(cut);
  });

  it('leaves them all at once when the page goes', async () => {
    const slow = [held(bed.ops, 'GET /services'), held(bed.gateway, 'GET /v1/models')];
    const place = placeOf('/bff/ops/services', '/bff/gateway/v1/models');
    const answer = await bed.open(place, { headers: page });
    const cut = (await Promise.all(slow)).map((response) => once(response, 'close'));
    answer.destroy();
    await Promise.all(cut);
  });
});

describe('a timeline', () => {
  const event = (seq: number, action = 'login', result = 'ok') => ({
    seq,
    event_id: `e${seq}`,
    action,
    result,
  });

  it('has its events, their jobs, and the numbers that are missing, in one answer', async () => {
    bed.ops.on('GET /audit', ({ url = '' }, response: ServerResponse) => {
      const isWhole = url.includes('before=8');
      const entries = isWhole
        ? [event(7), event(6), event(3)]
        : [event(7, 'restart'), event(4, 'stop', 'intent'), event(3, 'restart', 'intent')];
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ entries, total: 3 }));
    });
    bed.ops.on('GET /jobs/e3', { id: 'e3', state: 'completed' });
    const { status, text } = await bed.ask('/bff/timeline/req%201', { headers: page });
    const { jobs, missing, total } = JSON.parse(text) as Record<string, unknown>;
    expect([status, total, missing]).toEqual([200, 3, [4, 5]]);
    expect(jobs).toMatchObject([{ job: { id: 'e3' } }, { status: 404, problem: { code: 'not_found' } }]);
    expect(bed.ops.asked).toContain('GET /audit?correlation_id=req+1&limit=1000&count=true');
  });

  it('says in the words of ops why there is none', async () => {
    bed.ops.on('GET /audit', { code: 'forbidden', detail: 'read_audit is missing' }, 403);
    const { status, text } = await bed.ask('/bff/timeline/req-1', { headers: page });
    expect([status, JSON.parse(text)]).toEqual([403, { code: 'forbidden', detail: 'read_audit is missing' }]);
  });
});

describe('whom a decision about tools in quarantine meets', () => {
  const PATH = '/bff/quarantine-reach';
  const waiting = (...servers: string[]) => ({ tools: servers.map((server) => ({ server })) });

  it('is the registry, the keys and the calls of the last day of their servers, in one answer', async () => {
    bed.router.on('GET /api/mcp/quarantine', waiting('github', 'github', 'files'));
    bed.router.on('GET /api/mcp/registry', (_request, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json', etag: '"v1"' }).end('{"servers":{}}');
    });
    bed.ops.on('GET /keys', { keys: [] });
    bed.ops.on('GET /audit', { entries: [] });
    const { text } = await bed.ask(PATH, { headers: page });
    expect(JSON.parse(text)).toEqual({
      registry: { told: { servers: {} }, etag: '"v1"' },
      keys: { told: { keys: [] } },
      days: ['github', 'files'].map((server) => ({ server, told: { entries: [] } })),
    });
    const asked = reached().filter((one) => one.startsWith('GET /audit'));
    expect(asked[0]).toMatch(
      /^GET \/audit\?action=tool_call&resource_prefix=github%2F&since=20[^&]+&limit=1000$/,
    );
  });

  it('asks for nothing where none waits, and for nothing that a viewer may not read', async () => {
    bed.router.on('GET /api/mcp/quarantine', waiting());
    expect((await bed.ask(PATH, { headers: page })).text).toBe('{"days":[]}');
    bed.router.on('GET /api/mcp/quarantine', waiting('github'));
    const viewer = await bed.signIn({ token: VIEWER_KEY });
    expect((await bed.ask(PATH, { headers: viewer })).text).toBe('{"days":[]}');
    expect(reached()).toEqual([]);
  });
});

describe('what the training server tells', () => {
  const call = 'POST /mcp/servers/training/call';

  it('is asked of tools that only look, and only where they are offered; its tools are listed once', async () => {
    bed.router.on('GET /mcp/servers/training/tools', { tools: [{ name: 'list-training-jobs' }] });
    bed.router.on(call, { structuredContent: { jobs: [] } });
    const answer = await ask([
      '/bff/training/list-training-jobs?loss_points=60',
      '/bff/training/list-training-jobs',
      '/bff/training/list-configs',
      '/bff/training/start-training',
      '/bff/training/list-training-jobs?job_id=1',
      '/bff/training/constructor',
    ]);
    expect(codesIn(answer)).toEqual([
      [200, undefined],
      [200, undefined],
      [404, 'not_found'],
      [404, 'not_found'],
      [400, 'invalid_request'],
      [404, 'not_found'],
    ]);
    const bodies = bed.router.bodies.filter((_, at) => bed.router.asked[at] === call).toSorted();
    expect(bodies).toEqual([
      '{"tool":"list-training-jobs","arguments":{"loss_points":60}}',
      '{"tool":"list-training-jobs","arguments":{}}',
    ]);
    expect(bed.router.asked.filter((asked) => asked.endsWith('/tools'))).toHaveLength(1);
  });

  it('is what the router says where there is none', async () => {
    const problem = { code: 'server_not_found', detail: 'there is no server "training"' };
    bed.router.on('GET /mcp/servers/training/tools', problem, 404);
    const { status, text } = await bed.ask('/bff/training/list-configs', { headers: page });
    expect([status, JSON.parse(text)]).toEqual([404, problem]);
    expect(bed.router.asked).not.toContain(call);
  });
});
