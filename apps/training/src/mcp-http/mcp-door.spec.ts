import { createLogger } from '@app/http';
import { tool } from '@app/tool-server';
import { z } from 'zod';
import { connectNew, connectOld, type ConnectClient } from '../../../../test/e2e/mcp-clients.js';
import { postModern } from '../../../../test/e2e/mcp-post.js';
import { readSettings } from '../settings/index.js';
import { serveTraining } from '../training-app.js';

const CLIENTS: [string, ConnectClient][] = [
  ['the v1 SDK', connectOld],
  ['the v2 SDK in auto mode', connectNew],
];

let cancelled: PromiseWithResolvers<void>;

const echo = tool({
  name: 'echo',
  title: 'Echo',
  description: 'Says it again.',
  input: z.object({ text: z.string() }),
  output: z.object({ said: z.string() }),
  annotations: { readOnlyHint: true },
  run: async ({ text }) => ({ said: text }),
});
const endless = tool({
  name: 'endless',
  title: 'Endless',
  description: 'Goes on and tells of it.',
  input: z.object({}),
  output: z.object({}),
  annotations: { readOnlyHint: true },
  run: async (_args, signal, progress) => {
    await progress(1, 'one done', 2);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        cancelled.resolve();
        reject(signal.reason as Error);
      });
    });
  },
});

async function start(environment: Record<string, string> = {}) {
  const set = { name: 'ai-toolkit-mcp', instructions: 'For tests.', tools: [echo, endless] };
  const training = { set, dependencies: [], close: async () => undefined };
  const settings = readSettings({ LOG_LEVEL: 'silent', ...environment });
  const { app } = await serveTraining(training, settings, createLogger('training', 'silent'));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return { url: `http://127.0.0.1:${port}/mcp`, [Symbol.asyncDispose]: () => app.close() };
}

beforeEach(() => {
  cancelled = Promise.withResolvers<void>();
});

describe('MCP over HTTP', () => {
  it.each(CLIENTS)('lists and calls for a client on %s', async (_name, connect) => {
    await using server = await start();
    const client = await connect(server.url);
    expect(await client.tools()).toEqual(['echo', 'endless']);
    expect(await client.call('echo', { text: 'Grüße' })).toBe('{"said":"Grüße"}');
    await client.close();
  });

  it('tells of progress, and ends a call that its client cancels', async () => {
    await using server = await start();
    const client = await connectNew(server.url);
    const cancel = new AbortController();
    const call = client.call('endless', {}, { signal: cancel.signal, onprogress: () => cancel.abort() });
    await expect(call).rejects.toThrow();
    await cancelled.promise;
    await client.close();
  });

  it('tells a client of old of progress too, and ends its call when it leaves', async () => {
    await using server = await start();
    const client = await connectOld(server.url);
    const told = Promise.withResolvers<void>();
    const call = client.call('endless', {}, { onprogress: () => told.resolve() });
    const failed = expect(call).rejects.toThrow();
    await told.promise;
    await client.close();
    await failed;
    await cancelled.promise;
  });

  it('wants the token, and says so in the way of the protocol', async () => {
    await using server = await start({ MCP_HTTP_AUTH_TOKEN: 'a-token-of-the-door' });
    for (const key of [undefined, 'another']) {
      const { status, headers, messages } = await postModern(
        server.url,
        'tools/list',
        {},
        key ? { key } : {},
      );
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(messages[0]).toMatchObject({
        jsonrpc: '2.0',
        error: { code: 401, data: { code: 'unauthorized' } },
      });
    }
    const client = await connectNew(server.url, 'a-token-of-the-door');
    expect(await client.tools()).toContain('echo');
    await client.close();
  });

  it('is closed to pages of other sites', async () => {
    await using server = await start();
    const headers = { origin: 'https://evil.example' };
    expect((await postModern(server.url, 'tools/list', {}, { headers })).status).toBe(403);
  });

  it('counts calls with those of the bridge', async () => {
    const limits = { MCP_HTTP_RATE_LIMIT_ENABLED: 'true', MCP_HTTP_RATE_LIMIT_MAX_REQUESTS: '1' };
    await using server = await start(limits);
    expect((await postModern(server.url, 'tools/list')).status).toBe(200);
    expect((await postModern(server.url, 'tools/list')).status).toBe(429);
  });
});
