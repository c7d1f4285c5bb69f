import { jest } from '@jest/globals';
import type { JsonObject } from '@app/kernel';
import { aCall, linkedTo, NEVER, outcome, tool } from './fixtures/scripted-link-bed.js';
import { ScriptedServer } from './fixtures/scripted-server.js';
import { SdkLink } from './sdk-link.js';

describe('a link', () => {
  it('shows what the server says of itself, with fields that no schema knows', async () => {
    const { link } = await linkedTo();
    expect(link).toMatchObject({ era: 'legacy', info: { name: 'scripted', odd: true } });
    expect((await linkedTo(new ScriptedServer('modern'))).link).toMatchObject({
      era: 'modern',
      info: { name: 'scripted', odd: true },
    });
  });

  it.each(['legacy', 'modern'] as const)('passes a result of the %s era on as it is', async (era) => {
    const { link, server } = await linkedTo(new ScriptedServer(era));
    const result = {
      resultType: 'complete',
      content: [{ type: 'novel', deep: { a: [1, null] } }],
      structuredContent: [1, 'two'],
      _meta: { 'x/y': { z: 0 } },
      task: { id: 7 },
      tools: [{ name: 5, inputSchema: 'odd' }],
    };
    server.answers = () => result;
    expect(await link.request(tool('t', { novel: true }), aCall())).toEqual(result);
    expect(server.sent[0]?.params).toMatchObject({ name: 't', novel: true });
  });

  it('rejects with the error of the server, data included', async () => {
    const { link, server } = await linkedTo();
    const call = outcome(link.request(tool('t'), aCall()));
    const { id } = await server.received('tools/call');
    server.say({ id, error: { code: -32042, message: 'elicit', data: { elicitations: [1] } } });
    expect(await call).toMatchObject({ code: -32042, message: 'elicit', data: { elicitations: [1] } });
  });

  it.each([0, '', 'mine'])('keeps the progress token %j of a client to itself', async (progressToken) => {
    const { link, server } = await linkedTo();
    const progress: JsonObject[] = [];
    const request = tool('t', { _meta: { progressToken, other: 'kept' } });
    const call = link.request(request, aCall({ onProgress: (params) => progress.push(params) }));
    const { id, params } = await server.received('tools/call');
    expect(params).toMatchObject({ _meta: { other: 'kept', progressToken: id } });
    expect(id).toEqual(expect.any(Number));
    expect(id).not.toBe(0);
    server.say({ method: 'notifications/progress', params: { progressToken, progress: 9 } });
    server.say({ method: 'notifications/progress', params: { progressToken: id, progress: 1, odd: 'x' } });
    server.say({ id, result: {} });
    await call;
    expect(progress).toEqual([{ progress: 1, odd: 'x' }]);
  });

  it('ignores an answer that comes late, and one that comes twice', async () => {
    const { link, server } = await linkedTo();
    const client = new AbortController();
    const first = outcome(link.request(tool('a'), aCall({ signal: client.signal })));
    const a = await server.received('tools/call');
    client.abort();
    expect(await first).toMatchObject({ code: 'mcp_cancelled', upstream: 'weather' });
    const second = link.request(tool('b'), aCall());
    const b = await server.received('tools/call', 1);
    server.answer(a, { of: 'a' });
    server.answer(b, { of: 'b' });
    server.answer(b, { of: 'b again' });
    expect(await second).toEqual({ of: 'b' });
  });

  it('fails every call that waits when the server dies, and says why', async () => {
    const { link, server } = await linkedTo();
    const calls = ['a', 'b'].map((name) => outcome(link.request(tool(name), aCall())));
    await server.received('tools/call', 1);
    server.die('it was killed by SIGKILL');
    for (const call of calls)
      expect(await call).toMatchObject({
        code: 'mcp_server_crashed',
        upstream: 'weather',
        message: 'The server "weather" is gone: it was killed by SIGKILL.',
      });
    expect(await link.closed).toEqual({ reason: 'exited', detail: 'it was killed by SIGKILL' });
    expect(await outcome(link.request(tool('c'), aCall()))).toMatchObject({ code: 'mcp_server_crashed' });
  });

  it('fails only the call whose answer was too large', async () => {
    const { link, server } = await linkedTo();
    const large = outcome(link.request(tool('large'), aCall()));
    const other = link.request(tool('other'), aCall());
    const { id } = await server.received('tools/call');
    const second = await server.received('tools/call', 1);
    server.onoversized?.({ kind: 'response', id });
    server.answer(second, { fine: true });
    expect(await large).toMatchObject({ code: 'mcp_message_too_large' });
    expect(await other).toEqual({ fine: true });
  });

  it('closes without a trace, once and for all', async () => {
    const { link, server } = await linkedTo();
    await Promise.all([link.close(), link.close()]);
    expect(server.closed).toBe(true);
    expect(await link.closed).toMatchObject({ reason: 'closed' });
  });
});

describe('the start of a link', () => {
  const connect = (open: () => ScriptedServer, signal = NEVER) =>
    SdkLink.connect(
      {
        server: 'weather',
        open,
        carrier: 'channel',
        client: { name: 'switchyard', version: '1.0.0' },
        capabilities: {},
        exclusive: false,
        negotiate: 'auto',
        startMs: 5_000,
        listener: () => undefined,
      },
      signal,
    );

  it('begins anew for an old server that dies of an unknown request', async () => {
    const opened: ScriptedServer[] = [];
    const link = await connect(() => {
      const server = new ScriptedServer();
      if (opened.length === 0) server.send = () => (server.die('bye'), Promise.resolve());
      opened.push(server);
      return server;
    });
    expect(link.era).toBe('legacy');
    expect(opened).toHaveLength(2);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const server = new ScriptedServer();
    server.send = () => Promise.resolve();
    const cancel = new AbortController();
    const link = outcome(connect(() => server, cancel.signal));
    cancel.abort();
    expect(await link).toMatchObject({ code: 'mcp_cancelled' });
    expect(server.closed).toBe(true);
  });
});

describe('cancellation', () => {
  async function cancelled(server: ScriptedServer) {
    const { link } = await linkedTo(server);
    const client = new AbortController();
    const call = outcome(link.request(tool('a'), aCall({ signal: client.signal })));
    const { id } = await server.received('tools/call');
    client.abort('secret words of the client');
    expect(await call).toMatchObject({ code: 'mcp_cancelled' });
    return id;
  }

  it.each([
    ['legacy', false],
    ['legacy', true],
    ['modern', false],
  ] as const)('is told to a %s server (over HTTP: %s) with the id of the link', async (era, http) => {
    const server = new ScriptedServer(era, http);
    const id = await cancelled(server);
    const { params } = await server.received('notifications/cancelled');
    expect(params).toMatchObject({ requestId: id });
    expect(JSON.stringify(params)).not.toContain('secret');
  });

  it('closes the stream of a modern server over HTTP and sends nothing', async () => {
    const server = new ScriptedServer('modern', true);
    await cancelled(server);
    expect(server.signals[0]?.aborted).toBe(true);
    expect(server.sent.map(({ method }) => method)).toEqual(['tools/call']);
  });
});

describe('time limits', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('end a call on which the server is silent, and tell the server', async () => {
    const { link, server } = await linkedTo();
    const call = outcome(link.request(tool('a'), aCall()));
    await jest.advanceTimersByTimeAsync(1_000);
    expect(await call).toMatchObject({
      code: 'mcp_timeout',
      message: 'The server "weather" said nothing within 1 s.',
    });
    expect(server.sent.at(-1)).toMatchObject({ method: 'notifications/cancelled' });
  });

  it('are pushed back by progress, up to a hard end', async () => {
    const { link, server } = await linkedTo();
    const call = outcome(link.request(tool('a'), aCall()));
    const { id } = await server.received('tools/call');
    for (let beat = 1; beat < 11; beat += 1) {
      await jest.advanceTimersByTimeAsync(900);
      server.say({ method: 'notifications/progress', params: { progressToken: id, progress: beat } });
    }
    await jest.advanceTimersByTimeAsync(999);
    expect(server.sent).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(await call).toMatchObject({ message: 'The server "weather" did not finish within 10 s.' });
  });

  it('do not count the time in which the client is asked', async () => {
    const { link, server } = await linkedTo();
    const asked = Promise.withResolvers<JsonObject>();
    const call = link.request(tool('a'), aCall({ ask: () => asked.promise }));
    const request = await server.received('tools/call');
    server.say({ id: 's-1', method: 'elicitation/create', params: {} });
    await jest.advanceTimersByTimeAsync(5_000);
    asked.resolve({ action: 'accept' });
    await jest.advanceTimersByTimeAsync(900);
    expect(server.sent.at(-1)).toMatchObject({ id: 's-1', result: { action: 'accept' } });
    server.answer(request, { done: true });
    expect(await call).toEqual({ done: true });
    expect(jest.getTimerCount()).toBe(0);
  });
});
