import { createLogger } from '@app/http';
import { tool } from '@app/tool-server';
import { z } from 'zod';
import { openModern } from '../../../test/e2e/mcp-post.js';
import { readSettings } from './settings/index.js';
import { serveTraining } from './training-app.js';

/** More than the buffers of a connection hold. */
const MODEL = 'A'.repeat(16 * 1024 * 1024);
let sent = 0;

const downloads = tool({
  name: 'download-model',
  title: 'Download',
  description: 'Gives a large model.',
  input: z.object({ include_content: z.boolean().default(true) }),
  output: z.object({ content: z.string() }),
  annotations: { readOnlyHint: true },
  text: () => '',
  run: async ({ include_content: wanted }) => {
    sent += wanted ? 1 : 0;
    return { content: wanted ? MODEL : '' };
  },
});

async function start(seconds: string) {
  sent = 0;
  const set = { name: 'ai-toolkit-mcp', instructions: 'For tests.', tools: [downloads] };
  const training = { set, dependencies: [], close: async () => undefined };
  const settings = readSettings({ LOG_LEVEL: 'silent', MCP_HTTP_TOOL_TIMEOUT_SECONDS: seconds });
  const { app } = await serveTraining(training, settings, createLogger('training', 'silent'));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const close = async () => {
    app.getHttpServer().closeAllConnections();
    await app.close();
  };
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

type Download = (url: string, args?: object, signal?: AbortSignal) => Promise<Response>;

const DOORS: [string, Download][] = [
  [
    'the bridge',
    (url, args = {}, signal) =>
      fetch(`${url}/mcp/tool`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'download-model', arguments: args }),
        ...(signal && { signal }),
      }),
  ],
  [
    'MCP',
    (url, args = {}, signal) =>
      openModern(
        `${url}/mcp`,
        'tools/call',
        { name: 'download-model', arguments: args },
        signal && { signal },
      ),
  ],
];

describe.each(DOORS)('downloads through %s', (_name, download) => {
  it('wait while two are being sent, until a client has its model or leaves', async () => {
    await using server = await start('60');
    const [one, two] = [await download(server.url), await download(server.url)];
    const three = download(server.url);
    const four = download(server.url);
    await expect(download(server.url, { include_content: false })).resolves.toMatchObject({ status: 200 });
    expect(sent).toBe(2);
    await one.body?.cancel();
    const next = await Promise.race([three, four]);
    expect([next.status, sent]).toEqual([200, 3]);
    expect((await two.text()).length).toBeGreaterThan(MODEL.length);
    await expect(Promise.all([three, four])).resolves.toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(sent).toBe(4);
  });

  it('are not made for a client that left the line, and those behind it move up', async () => {
    await using server = await start('60');
    const [one] = [await download(server.url), await download(server.url)];
    const leaving = new AbortController();
    const three = download(server.url, {}, leaving.signal);
    const left = expect(three).rejects.toThrow();
    await download(server.url, { include_content: false });
    leaving.abort();
    await left;
    await one.body?.cancel();
    await expect(download(server.url)).resolves.toMatchObject({ status: 200 });
    expect(sent).toBe(3);
  });

  it('are refused when the line does not move', async () => {
    await using server = await start('1');
    await Promise.all([download(server.url), download(server.url)]);
    const refused = await download(server.url);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.text()).toContain('2 models are being sent already');
  });
});
