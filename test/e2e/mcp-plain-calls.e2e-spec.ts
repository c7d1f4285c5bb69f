import { FakeHub } from '../fakes/fake-hub.ts';
import { initialize, openModern, postLegacy, postModern, type McpAnswer } from './mcp-post.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';
import { until } from './until.ts';

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream';
/** What the SDK wants to do itself; else as plain as any. */
const BY_SDK = { 'mcp-name': '=?base64?ZWNobw==?=' };
const NEWS = { method: 'notifications/example', params: { some: 'news' } };
const RESULT = { content: [{ type: 'text', text: 'late' }], extra: { kept: true } };

const typeOf = ({ headers }: McpAnswer): string => (headers.get('content-type') ?? '').split(';')[0] ?? '';

describe('tool calls without the SDK in between', () => {
  let router: RunningRouter;
  let hub: FakeHub;
  let mcp: string;

  const legacyCall = async (name: string, id: number, session: Record<string, string>) =>
    postLegacy(mcp, { id, method: 'tools/call', params: { name } }, { headers: session });

  beforeEach(async () => {
    hub = new FakeHub();
    router = await startRouter({ hub });
    mcp = `${router.url}/mcp`;
  });
  afterEach(() => router.close());

  it.each(['echo', 'limited', 'broken', 'unknown'])(
    'answer a modern client as the SDK does: %s',
    async (name) => {
      const headers = { 'x-request-id': 'req-the-same' };
      const call = () => postModern(mcp, 'tools/call', { name }, { headers });
      await postModern(mcp, 'tools/call', { name: 'echo' });
      const [plain, again] = [await call(), await call()];
      const encoded = `=?base64?${Buffer.from(name).toString('base64')}?=`;
      const bySdk = await postModern(
        mcp,
        'tools/call',
        { name },
        { headers: { ...headers, 'mcp-name': encoded } },
      );
      expect(plain.headers.get('content-length')).not.toBeNull();
      expect(bySdk.headers.get('content-length')).toBeNull();
      for (const answer of [plain, again]) {
        expect([answer.status, answer.messages]).toEqual([bySdk.status, bySdk.messages]);
        expect(answer.headers.get('retry-after')).toBe(bySdk.headers.get('retry-after'));
        expect(typeOf(answer)).toBe(typeOf(bySdk));
      }
    },
  );

  it('still refuse a known client whose headers say something else than its body', async () => {
    await postModern(mcp, 'tools/call', { name: 'echo' });
    const wrong: readonly Readonly<Record<string, string>>[] = [
      { 'mcp-name': 'wait' },
      { 'mcp-method': 'tools/list' },
      { 'mcp-protocol-version': '2025-11-25' },
    ];
    for (const headers of wrong) {
      const { status, messages } = await postModern(mcp, 'tools/call', { name: 'echo' }, { headers });
      expect([status, messages]).toMatchObject([400, [{ error: { code: -32_020 } }]]);
    }
    const meta = { 'io.modelcontextprotocol/clientCapabilities': 'all' };
    expect((await postModern(mcp, 'tools/call', { name: 'echo', _meta: meta })).status).toBe(400);
    expect(hub.asked).toHaveLength(1);
  });

  it.each([
    ['plain', {}],
    ['by the SDK', BY_SDK],
  ])(
    'become a stream for a modern client that is told something before its result: %s',
    async (_way, headers) => {
      hub.tools['echo'] = async ({ notify }) => {
        notify(NEWS);
        return RESULT;
      };
      await postModern(mcp, 'tools/call', { name: 'echo' });
      const answer = await postModern(mcp, 'tools/call', { name: 'echo' }, { headers });
      expect(typeOf(answer)).toBe(STREAM_TYPE);
      expect(answer.messages).toMatchObject([NEWS, { id: 1, result: { ...RESULT, resultType: 'complete' } }]);
    },
  );

  it('end when a modern client closes the response', async () => {
    await postModern(mcp, 'tools/call', { name: 'echo' });
    const left = new AbortController();
    const call = openModern(mcp, 'tools/call', { name: 'wait' }, { signal: left.signal });
    await until(
      async () => hub.asked.length,
      (count) => count === 2,
    );
    left.abort();
    await expect(call).rejects.toThrow();
    await until(
      async () => hub.cancelled.length,
      (count) => count === 1,
    );
  });

  it('answer a session with JSON at once', async () => {
    const session = await initialize(mcp);
    const answer = await legacyCall('echo', 1, session);
    expect([answer.status, typeOf(answer)]).toEqual([200, JSON_TYPE]);
    expect(answer.messages).toMatchObject([
      { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text' }] } },
    ]);
    expect(answer.headers.get('mcp-session-id')).toBe(session['mcp-session-id']);
    const broken = await legacyCall('broken', 2, session);
    expect([broken.status, broken.messages]).toMatchObject([200, [{ id: 2, error: { code: -32_603 } }]]);
  });

  it('open a stream for a session once there is something to say, or nothing for a while, and run once', async () => {
    let runs = 0;
    const ending = Promise.withResolvers<void>();
    hub.tools['news'] = async ({ notify }) => {
      runs += 1;
      notify(NEWS);
      return RESULT;
    };
    hub.tools['slow'] = async () => {
      runs += 1;
      await ending.promise;
      return RESULT;
    };
    const session = await initialize(mcp);
    const news = await legacyCall('news', 1, session);
    expect(typeOf(news)).toBe(STREAM_TYPE);
    expect(news.messages).toMatchObject([NEWS, { id: 1, result: RESULT }]);
    const slow = await fetch(mcp, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE, accept: `${JSON_TYPE}, ${STREAM_TYPE}`, ...session },
      body: JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'slow' } }),
    });
    // The head is there before the result is.
    expect(slow.headers.get('content-type')).toContain(STREAM_TYPE);
    ending.resolve();
    const text = await slow.text();
    expect(text).toMatch(/^id: /m);
    expect(text).toContain('"late"');
    expect(runs).toBe(2);
  });
});
