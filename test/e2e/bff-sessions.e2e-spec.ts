import { AUTH_TOKEN, codeIn, DashboardBed, GATEWAY_KEY, OPS_TOKEN, PASSWORD, VIEWER_KEY } from './bff-bed.js';

describe('signing in to the dashboard', () => {
  let bed: DashboardBed;

  const start = async (more?: Record<string, string>) => {
    bed = new DashboardBed();
    await bed.start(more);
  };

  afterEach(async () => {
    const told = JSON.stringify(bed.answers);
    for (const secret of [PASSWORD, AUTH_TOKEN, OPS_TOKEN, GATEWAY_KEY, VIEWER_KEY])
      expect(told).not.toContain(secret);
    await bed.close();
  });

  it('with the password gives a session in a cookie that no script reads', async () => {
    await start();
    const answer = await bed.ask('/session', { method: 'POST', body: { password: PASSWORD } });
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      /^switchyard_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const session = JSON.parse(answer.text) as Record<string, string>;
    expect(session).toMatchObject({ actor: 'ops-token', roles: ['admin'] });
    const shown = await bed.ask('/session', {
      headers: { cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '' },
    });
    expect(JSON.parse(shown.text)).toMatchObject({
      actor: 'ops-token',
      csrf: session['csrf'],
      ends_at: session['ends_at'],
    });
    expect(Date.parse(session['ends_at'] ?? '') - Date.parse(session['expires_at'] ?? '')).toBe(
      11.5 * 3_600_000,
    );
  });

  it("with a client's key acts with that very key, and says what it may", async () => {
    await start();
    bed.ops.on('GET /services', { services: [], problems: [] });
    bed.gateway.on('GET /v1/models', { object: 'list', data: [] });
    bed.router.on('GET /api/mcp/servers', { ok: true });
    const viewer = await bed.signIn({ token: VIEWER_KEY });
    const shown = await bed.ask('/session', { headers: viewer });
    expect(JSON.parse(shown.text)).toMatchObject({
      actor: 'watcher',
      roles: ['viewer'],
      permissions: ['read'],
    });
    await bed.ask('/bff/ops/services', { headers: viewer });
    await bed.ask('/bff/gateway/v1/models', { headers: viewer });
    await bed.ask('/bff/router/api/mcp/servers', { headers: viewer });
    expect(bed.ops.keysAt('GET /services')).toEqual([`Bearer ${VIEWER_KEY}`]);
    expect(bed.gateway.keysAt('GET /v1/models')).toEqual([`Bearer ${VIEWER_KEY}`]);
    expect(bed.router.keysAt('GET /api/mcp/servers')).toEqual([`Bearer ${VIEWER_KEY}`]);
  });

  it('with the password acts with the keys of the server, each where it belongs', async () => {
    await start();
    bed.router.on('GET /api/mcp/servers', { ok: true }).on('POST /mcp', {});
    bed.gateway.on('GET /v1/models', { data: [] });
    const owner = await bed.signIn();
    await bed.ask('/bff/router/api/mcp/servers', { headers: owner });
    await bed.ask('/bff/router/mcp', { method: 'POST', body: {}, headers: owner });
    await bed.ask('/bff/gateway/v1/models', { headers: owner });
    expect(bed.router.headers.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${OPS_TOKEN}`,
      `Bearer ${GATEWAY_KEY}`,
    ]);
    expect(bed.gateway.keysAt('GET /v1/models')).toEqual([`Bearer ${GATEWAY_KEY}`]);
  });

  it('is refused with a wrong secret, and after ten of them with the time to wait', async () => {
    await start();
    const wrong = { method: 'POST', body: { password: 'a wrong password' } };
    for (let attempt = 0; attempt < 9; attempt++)
      expect(codeIn(await bed.ask('/session', wrong))).toBe('sign_in_refused');
    const token = await bed.ask('/session', { method: 'POST', body: { token: 'a-key-that-nobody-has' } });
    expect([token.status, codeIn(token)]).toEqual([401, 'sign_in_refused']);
    const late = await bed.ask('/session', { method: 'POST', body: { password: PASSWORD } });
    expect([late.status, codeIn(late)]).toEqual([429, 'too_many_sign_ins']);
    expect(Number(late.headers['retry-after'])).toBeGreaterThan(0);
    const script = await bed.ask('/api/services', { headers: { authorization: `Bearer ${AUTH_TOKEN}` } });
    expect(script.status).toBe(429);
  });

  it('without anything set up is refused with the instruction', async () => {
    await start({ DASHBOARD_PASSWORD: '', DASHBOARD_AUTH_TOKEN: '', OPS_CONTROLLER_TOKEN: '' });
    bed.ops.on('GET /whoami', { code: 'no_credentials_configured', detail: 'nobody is served' }, 503);
    const config = JSON.parse((await bed.ask('/session/config')).text) as Record<string, unknown>;
    expect(config).toEqual({
      methods: [],
      instruction: expect.stringContaining('DASHBOARD_PASSWORD') as string,
    });
    // Without a key it is a question; with one that nobody has it would be an attempt, and in the audit.
    expect(bed.ops.keysAt('GET /whoami')).toEqual([undefined]);
    for (const body of [{ password: 'whatever it is' }, { token: 'whatever-it-is' }]) {
      const answer = await bed.ask('/session', { method: 'POST', body });
      expect([answer.status, codeIn(answer)]).toEqual([503, 'sign_in_not_configured']);
      expect(answer.text).toContain('DASHBOARD_PASSWORD');
    }
  });

  it('offers what there is', async () => {
    await start();
    expect(JSON.parse((await bed.ask('/session/config')).text)).toEqual({ methods: ['password', 'token'] });
  });

  it.each([
    {},
    { password: PASSWORD, token: VIEWER_KEY },
    { password: '' },
    { password: PASSWORD, more: 1 },
    { token: 7 },
  ])('takes either a password or a token, not %j', async (body) => {
    await start();
    expect((await bed.ask('/session', { method: 'POST', body })).status).toBe(400);
  });

  it('works while ops is away for the password, and says so for a key', async () => {
    await start();
    await bed.ops.close();
    await bed.signIn();
    const answer = await bed.ask('/session', { method: 'POST', body: { token: VIEWER_KEY } });
    expect([answer.status, codeIn(answer)]).toEqual([503, 'upstream_unavailable']);
  });

  it('marks the cookie for TLS alone when the proxy in front speaks TLS, and only a trusted one is believed', async () => {
    await start({ TRUST_PROXY: 'true' });
    const headers = { 'x-forwarded-proto': 'https' };
    const answer = await bed.ask('/session', { method: 'POST', body: { password: PASSWORD }, headers });
    expect(answer.headers['set-cookie']?.[0]).toMatch(/; Secure$/);
    await bed.close();
    await start();
    const plain = await bed.ask('/session', { method: 'POST', body: { password: PASSWORD }, headers });
    expect(plain.headers['set-cookie']?.[0]).not.toContain('Secure');
  });

  it('ends with signing out, for that session alone', async () => {
    await start();
    const [first, second] = [await bed.signIn(), await bed.signIn()];
    expect((await bed.ask('/session', { method: 'DELETE', headers: first })).status).toBe(204);
    const gone = await bed.ask('/session', { headers: first });
    expect([gone.status, codeIn(gone)]).toEqual([401, 'session_required']);
    expect((await bed.ask('/session', { headers: second })).status).toBe(200);
  });

  it('gives a new session each time, and ends the one that the browser had', async () => {
    await start();
    const before = await bed.signIn();
    const again = await bed.ask('/session', {
      method: 'POST',
      body: { password: PASSWORD },
      headers: before,
    });
    expect(again.headers['set-cookie']?.[0]).not.toContain(before['cookie']);
    expect((await bed.ask('/session', { headers: before })).status).toBe(401);
  });
});

describe('a request of a page', () => {
  let bed: DashboardBed;
  let page: Record<string, string>;

  beforeAll(async () => {
    bed = new DashboardBed();
    await bed.start();
    bed.ops
      .on('POST /services/web/restart', { ok: true })
      .on('GET /services', { services: [], problems: [] });
    page = await bed.signIn();
  });
  afterAll(() => bed.close());

  const restart = (headers: Record<string, string>) =>
    bed.ask('/bff/ops/services/web/restart', { method: 'POST', body: { confirm: true }, headers });

  it('changes something with the token of its session', async () => {
    expect((await restart(page)).status).toBe(200);
  });

  it.each([
    ['no token', { 'x-csrf-token': '' }],
    ['another token', { 'x-csrf-token': 'a'.repeat(43) }],
    ['a foreign Origin', { origin: 'http://evil.example' }],
    [
      "the Origin of another port of this host, which gets this host's cookies",
      { origin: 'http://127.0.0.1:3000' },
    ],
    ['the Origin null', { origin: 'null' }],
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }],
  ])('is refused with %s, and nothing goes upstream', async (_what, headers) => {
    const before = bed.ops.asked.length;
    const answer = await restart({ ...page, ...headers });
    expect([answer.status, codeIn(answer)]).toEqual([403, 'csrf_failed']);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(bed.ops.asked).toHaveLength(before);
  });

  it('that only reads is refused to other pages as well', async () => {
    const answer = await bed.ask('/bff/ops/services', {
      headers: { ...page, 'sec-fetch-site': 'same-site' },
    });
    expect(codeIn(answer)).toBe('csrf_failed');
  });

  it('is refused under the name of another host', async () => {
    const answer = await bed.ask('/bff/ops/services', { headers: { ...page, host: 'rebound.example:8080' } });
    expect([answer.status, codeIn(answer)]).toEqual([403, 'forbidden']);
  });

  it.each(['http://evil.example', 'http://127.0.0.1:3000'])('signs nobody in from %s', async (origin) => {
    const answer = await bed.ask('/session', {
      method: 'POST',
      body: { password: PASSWORD },
      headers: { origin },
    });
    expect(codeIn(answer)).toBe('csrf_failed');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    '/bff/ops/services',
    '/bff/live',
    '/bff/overview',
    '/api/services',
    '/api/ollama/models',
    '/session',
  ])('finds %s shut without a session', async (path) => {
    const answer = await bed.ask(path);
    expect([answer.status, codeIn(answer)]).toEqual([401, 'session_required']);
  });

  it('is not let in where scripts are, with a header in place of a session', async () => {
    const headers = { authorization: `Bearer ${AUTH_TOKEN}` };
    expect((await bed.ask('/api/services', { headers })).status).toBe(200);
    expect((await bed.ask('/bff/ops/services', { headers })).status).toBe(401);
    const basic = Buffer.from(`me:${PASSWORD}`).toString('base64');
    expect((await bed.ask('/api/services', { headers: { authorization: `Basic ${basic}` } })).status).toBe(
      200,
    );
    const foreign = { authorization: `Basic ${basic}`, origin: 'http://evil.example' };
    expect((await bed.ask('/api/services', { headers: foreign })).status).toBe(403);
  });
});
