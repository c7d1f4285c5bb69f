import { FakeHub } from '../fakes/fake-hub.ts';
import { initialize, messagesIn, openModern, postLegacy, postModern } from './mcp-post.ts';
import { rawRequest } from './raw-request.ts';
import { startRouter, type RouterOptions, type RunningRouter } from './router-harness.ts';
import { until } from './until.ts';

const ADA = 'sy-the-key-of-ada';
const BOB = 'sy-the-key-of-bob';
const CLIENTS = [
  { id: 'ada', key: ADA },
  { id: 'bob', key: BOB },
];

describe('the MCP endpoints', () => {
  let router: RunningRouter;
  let hub: FakeHub;
  let mcp: string;

  const start = async (options: Omit<RouterOptions, 'hub'> = {}) => {
    hub = new FakeHub();
    router = await startRouter({ hub, ...options });
    mcp = `${router.url}/mcp`;
  };

  afterEach(async () => {
    await router.close();
  });

  it('names no session that nobody began: 404, so that a client begins anew', async () => {
    await start();
    const headers = { 'mcp-session-id': 'f'.repeat(32) };
    const { status, messages } = await postLegacy(mcp, { id: 1, method: 'tools/list' }, { headers });
    expect(status).toBe(404);
    expect(messages).toMatchObject([{ id: null, error: { code: -32_001 } }]);
  });

  it('keeps a session for its own client and its own endpoint', async () => {
    await start({ clients: CLIENTS });
    const session = await initialize(mcp, { key: ADA });
    const list = { id: 1, method: 'tools/list' };
    expect((await postLegacy(mcp, list, { headers: session, key: ADA })).status).toBe(200);
    expect((await postLegacy(mcp, list, { headers: session, key: BOB })).status).toBe(404);
    expect((await postLegacy(`${mcp}/files`, list, { headers: session, key: ADA })).status).toBe(404);
  });

  it('lets nobody in without a key once there are clients', async () => {
    await start({ clients: CLIENTS });
    const { status, headers, messages } = await postModern(mcp, 'tools/list');
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(messages).toMatchObject([{ jsonrpc: '2.0', id: null, error: { data: { code: 'unauthorized' } } }]);
  });

  it('refuses pages of others by Host and by Origin, and two Origins at once, even with a key', async () => {
    await start({ clients: CLIENTS });
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
    const post = (headers: string[]) =>
      rawRequest(
        router.url,
        [
          'POST /mcp HTTP/1.1',
          ...headers,
          `authorization: Bearer ${ADA}`,
          'content-type: application/json',
          `content-length: ${body.length}`,
          'connection: close',
        ],
        body,
      );
    const own = `host: ${new URL(router.url).host}`;
    const origin = `origin: ${router.url}`;
    expect(await post(['host: evil.example.com'])).toMatch(/^HTTP\/1.1 403 /);
    expect(await post([own, 'origin: https://evil.example.com'])).toMatch(/^HTTP\/1.1 403 /);
    expect(await post([own, origin, origin])).toMatch(/^HTTP\/1.1 403 /);
    expect(await post([own, origin])).toMatch(/^HTTP\/1.1 400 /);
  });

  it('refuses a body of more than 4 MiB, and one that is no JSON', async () => {
    await start();
    const large = { id: 1, method: 'tools/call', params: { name: 'echo', arguments: 'x'.repeat(4_194_304) } };
    expect((await postLegacy(mcp, large)).status).toBe(413);
    const headers = { 'content-type': 'application/json' };
    const broken = await fetch(mcp, { method: 'POST', headers, body: '{"jsonrpc":' });
    expect(broken.status).toBe(400);
    expect(await broken.json()).toMatchObject({ error: { code: -32_700 } });
  });

  it('refuses headers that say something else than the body', async () => {
    await start();
    const headers = { 'mcp-name': 'harmless' };
    const { status, messages } = await postModern(mcp, 'tools/call', { name: 'echo' }, { headers });
    expect(status).toBe(400);
    expect(messages).toMatchObject([{ id: 1, error: { code: -32_020 } }]);
    expect(hub.asked).toEqual([]);
  });

  it('refuses arguments that a header mirrors differently', async () => {
    await start();
    hub.schemas['echo'] = {
      type: 'object',
      properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
    };
    const params = { name: 'echo', arguments: { region: 'eu' } };
    const call = (headers: Record<string, string>) => postModern(mcp, 'tools/call', params, { headers });
    const refused = [await call({}), await call({ 'mcp-param-region': 'us' })];
    expect(refused.map(({ status }) => status)).toEqual([400, 400]);
    expect(refused[0]?.messages).toMatchObject([{ id: 1, error: { code: -32_020 } }]);
    expect(hub.asked).toEqual([]);
    expect((await call({ 'mcp-param-region': '=?base64?ZXU=?=' })).messages).toMatchObject([{ result: {} }]);
  });

  it('refuses a protocol version that it does not know, in both eras', async () => {
    await start();
    const session = await initialize(mcp);
    const headers = { ...session, 'mcp-protocol-version': '1999-01-01' };
    expect((await postLegacy(mcp, { id: 1, method: 'ping' }, { headers })).status).toBe(400);
    const meta = { 'io.modelcontextprotocol/protocolVersion': '2999-01-01' };
    const modern = await postModern(
      mcp,
      'tools/list',
      { _meta: meta },
      { headers: { 'mcp-protocol-version': '2999-01-01' } },
    );
    expect(modern.status).toBe(400);
    expect(modern.messages).toMatchObject([{ error: { code: -32_022, data: { requested: '2999-01-01' } } }]);
  });

  it('hands a modern request on as it was written, without what belongs to its connection', async () => {
    await start();
    const params = {
      name: 'echo',
      arguments: { deep: { kept: [1, null, 'ü'] } },
      unknownField: { a: 1 },
      inputResponses: { who: 12 },
      requestState: 'sealed',
      _meta: { progressToken: 0, 'io.modelcontextprotocol/logLevel': 'debug', 'example.com/x': true },
    };
    const options = { headers: { 'x-request-id': 'req-from-outside' } };
    const { messages } = await postModern(mcp, 'tools/call', params, options);
    expect(hub.asked).toMatchObject([{ caller: { era: 'modern', requestId: 'req-from-outside' } }]);
    expect(hub.asked[0]?.request).toEqual({ method: 'tools/call', params });
    expect(messages).toMatchObject([
      { id: 1, result: { requestId: 'req-from-outside', resultType: 'complete' } },
    ]);
  });

  it('answers a rate limit with 429 and Retry-After in both eras, and an unknown method with 404', async () => {
    await start();
    const headers = await initialize(mcp);
    const call = { id: 1, method: 'tools/call', params: { name: 'limited' } };
    const answers = [
      await postModern(mcp, 'tools/call', call.params),
      await postLegacy(mcp, call, { headers }),
    ];
    for (const limited of answers) {
      expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
      expect(limited.messages).toMatchObject([{ id: 1, error: { code: 1009, data: { retryAfter: 7 } } }]);
    }
    const unknown = await postModern(mcp, 'some/method');
    expect([unknown.status, unknown.messages[0]?.['error']]).toMatchObject([404, { code: -32_601 }]);
  });

  it('cuts a client off that does not read, and ends its call', async () => {
    await start();
    const part = 'x'.repeat(65_536);
    const flooded = Promise.withResolvers<number>();
    hub.tools['flood'] = async ({ notify, signal }) => {
      let sent = 0;
      for (; !signal.aborted && sent < 4_096; sent += 1) {
        notify({ method: 'notifications/message', params: { level: 'info', data: part } });
        if (sent % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      flooded.resolve(sent);
      return { content: [] };
    };
    const answer = await openModern(mcp, 'tools/call', { name: 'flood' });
    expect(await flooded.promise).toBeLessThan(1_024);
    await expect(answer.text()).rejects.toThrow();
  });

  it('tells nothing of a failure that nobody foresaw but the id of the request', async () => {
    await start();
    const session = await initialize(mcp);
    const broken = { id: 1, method: 'tools/call', params: { name: 'broken' } };
    const legacy = await postLegacy(mcp, broken, { headers: { ...session, 'x-request-id': 'req-1' } });
    const modern = await postModern(mcp, 'tools/call', { name: 'broken' });
    expect(JSON.stringify([legacy.messages, modern.messages])).not.toContain('hunter2');
    expect(legacy.messages).toMatchObject([
      { id: 1, error: { code: -32_603, message: expect.stringContaining('req-1') } },
    ]);
  });

  it('ends a modern call when its client closes the response', async () => {
    await start();
    const left = new AbortController();
    const call = openModern(mcp, 'tools/call', { name: 'wait' }, { signal: left.signal });
    await until(
      async () => hub.asked.length,
      (count) => count === 1,
    );
    left.abort();
    await expect(call).rejects.toThrow();
    await until(
      async () => hub.cancelled.length,
      (count) => count === 1,
    );
  });

  it('lets a legacy call go on when its stream breaks off, and gives the answer to who comes back', async () => {
    await start();
    const session = await initialize(mcp);
    const answer = Promise.withResolvers<void>();
    hub.tools['slow'] = async () => {
      await answer.promise;
      return { content: [{ type: 'text', text: 'after all' }] };
    };
    const left = new AbortController();
    const call = { jsonrpc: '2.0', id: 5, method: 'tools/call', params: { name: 'slow' } };
    const stream = await fetch(mcp, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...session,
      },
      body: JSON.stringify(call),
      signal: left.signal,
    });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const lastId = /id: (\S+)/.exec((await reader?.read())?.value ?? '')?.[1] ?? '';
    left.abort();
    const headers = { ...session, accept: 'text/event-stream', 'last-event-id': lastId };
    const again = await until(
      () => fetch(mcp, { headers }),
      ({ status }) => status === 200,
    );
    answer.resolve();
    expect(messagesIn(await again.text())).toMatchObject([{ id: 5, result: {} }]);
    expect(hub.cancelled).toEqual([]);
  });

  it('ends a legacy call by notifications/cancelled, without an answer', async () => {
    await start();
    const session = await initialize(mcp);
    const call = postLegacy(
      mcp,
      { id: 7, method: 'tools/call', params: { name: 'wait' } },
      { headers: session },
    );
    await until(
      async () => hub.asked.length,
      (count) => count === 1,
    );
    const cancel = { method: 'notifications/cancelled', params: { requestId: 7 } };
    expect((await postLegacy(mcp, cancel, { headers: session })).status).toBe(202);
    expect((await call).messages).toEqual([]);
    expect(hub.cancelled).toHaveLength(1);
    const again = { id: 7, method: 'tools/call', params: { name: 'echo' } };
    expect((await postLegacy(mcp, again, { headers: session })).messages).toMatchObject([
      { id: 7, result: {} },
    ]);
  });

  it('refuses a request whose id another one still has', async () => {
    await start();
    const session = await initialize(mcp);
    const call = { id: 7, method: 'tools/call', params: { name: 'wait' } };
    const left = new AbortController();
    const first = postLegacy(mcp, call, { headers: session, signal: left.signal });
    await until(
      async () => hub.asked.length,
      (count) => count === 1,
    );
    expect((await postLegacy(mcp, call, { headers: session })).status).toBe(400);
    left.abort();
    await expect(first).rejects.toThrow();
  });

  it('ends a session by DELETE, and everything that was kept for it', async () => {
    await start();
    const session = await initialize(mcp);
    expect(hub.listeners.size).toBe(1);
    expect((await fetch(mcp, { method: 'DELETE', headers: session })).status).toBe(200);
    expect((await postLegacy(mcp, { id: 1, method: 'ping' }, { headers: session })).status).toBe(404);
    expect(hub.endedSessions).toEqual([session['mcp-session-id']]);
    expect(hub.listeners.size).toBe(0);
  });

  it('lets go of sessions that were opened and abandoned', async () => {
    await start({ env: { MCP_SESSION_IDLE_SEC: '1' } });
    const sessions = await Promise.all(Array.from({ length: 100 }, () => initialize(mcp)));
    expect(new Set(sessions.map((session) => session['mcp-session-id'])).size).toBe(100);
    await until(
      async () => hub.endedSessions.length,
      (count) => count === 100,
    );
    expect(hub.listeners.size).toBe(0);
  });

  it('keeps a session whose stream is open, however long it is silent', async () => {
    await start({ env: { MCP_SESSION_IDLE_SEC: '1' } });
    const session = await initialize(mcp);
    const stream = await fetch(mcp, { headers: { ...session, accept: 'text/event-stream' } });
    await initialize(mcp);
    await until(
      async () => hub.endedSessions.length,
      (count) => count === 1,
    );
    expect(hub.endedSessions).not.toContain(session['mcp-session-id']);
    await stream.body?.cancel();
    await until(
      async () => hub.endedSessions.length,
      (count) => count === 2,
    );
  });

  it('bounds the sessions of one client with 429, and of all with 503', async () => {
    const env = { MCP_MAX_SESSIONS: '3', MCP_SESSIONS_PER_CLIENT: '2' };
    await start({ clients: CLIENTS, env });
    const init = (key: string) =>
      postLegacy(
        mcp,
        {
          id: 0,
          method: 'initialize',
          params: {
            protocolVersion: '2025-11-25',
            capabilities: {},
            clientInfo: { name: 't', version: '1' },
          },
        },
        { key },
      );
    expect([(await init(ADA)).status, (await init(ADA)).status]).toEqual([200, 200]);
    const third = await init(ADA);
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '30']);
    expect([(await init(BOB)).status, (await init(BOB)).status]).toEqual([200, 503]);
  });

  it('tells a listening client of what it asked for, tagged with its subscription', async () => {
    await start();
    const notifications = { toolsListChanged: true, resourceSubscriptions: ['file:///a'] };
    const stream = await openModern(mcp, 'subscriptions/listen', { notifications }, { id: 'sub-1' });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => messagesIn((await reader?.read())?.value ?? '')[0];
    expect(await next()).toMatchObject({ method: 'notifications/subscriptions/acknowledged' });
    hub.emit({ type: 'prompts_changed', server: 'a' });
    hub.emit({ type: 'resource_updated', server: 'a', uri: 'file:///a', params: {} });
    expect(await next()).toMatchObject({
      method: 'notifications/resources/updated',
      params: { uri: 'file:///a', _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub-1' } },
    });
    hub.emit({ type: 'tools_changed', server: 'a' });
    expect(await next()).toMatchObject({ method: 'notifications/tools/list_changed' });
    await reader?.cancel();
    await until(
      async () => hub.endedSessions.length + hub.listeners.size,
      (count) => count === 1,
    );
  });

  it('closes sessions and streams of a client whose key was taken away', async () => {
    await start({ clients: CLIENTS });
    const session = await initialize(mcp, { key: ADA });
    const notifications = { toolsListChanged: true };
    const stream = await openModern(mcp, 'subscriptions/listen', { notifications }, { key: ADA });
    await router.setClients(CLIENTS.filter(({ id }) => id !== 'ada'));
    expect(messagesIn(await stream.text()).at(-1)).toMatchObject({ result: { resultType: 'complete' } });
    await until(
      async () => hub.endedSessions,
      (ended) => ended.includes(session['mcp-session-id'] ?? ''),
    );
  });

  it('stops at once although streams are open', async () => {
    await start();
    const session = await initialize(mcp);
    const legacy = await fetch(mcp, { headers: { ...session, accept: 'text/event-stream' } });
    const modern = await openModern(mcp, 'subscriptions/listen', {
      notifications: { toolsListChanged: true },
    });
    const began = performance.now();
    await Promise.all([router.stop(), legacy.text(), modern.text()]);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(hub.endedSessions).toHaveLength(1);
  });
});
