import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@app/config';
import { mcpData, nodeServer } from './mcp-data.ts';
import { initialize, postLegacy, postModern } from './mcp-post.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';
import { until } from './until.ts';

const NOTING = nodeServer('test/mcp/fixtures/noting-server.mjs');
const SERVERS = { own: { ...NOTING, shared: false }, all: NOTING };
const ROOTS_CHANGED = 'notifications/roots/list_changed';

interface Notes {
  readonly pid: number;
  readonly heard: { readonly method: string; readonly params?: unknown }[];
}

describe('a router with servers of several kinds', () => {
  let router: RunningRouter;

  beforeAll(async () => {
    router = await startRouter({ files: mcpData(SERVERS) });
  });
  afterAll(() => router.close());

  const notesIn = (messages: Record<string, unknown>[]): Notes => {
    const { content } = (messages.at(-1)?.['result'] ?? {}) as { content?: { text: string }[] };
    return JSON.parse(content?.[0]?.text ?? '{}') as Notes;
  };
  const notes = async (name: string, headers: Record<string, string>) => {
    const params = { name, arguments: {} };
    const call = { id: name, method: 'tools/call', params };
    return notesIn((await postLegacy(`${router.url}/mcp`, call, { headers })).messages);
  };
  const methods = ({ heard }: Notes) => heard.map(({ method }) => method);

  it('tells the servers of a session what its client says, and those of others nothing', async () => {
    const url = `${router.url}/mcp`;
    const [one, other] = [await initialize(url), await initialize(url)];
    for (const headers of [one, other]) await notes('own__heard', headers);
    await notes('all__heard', one);
    const said = { method: ROOTS_CHANGED, params: { _meta: { novel: 1 } } };
    expect((await postLegacy(url, said, { headers: one })).status).toBe(202);
    const mine = await until(
      () => notes('own__heard', one),
      (seen) => methods(seen).includes(ROOTS_CHANGED),
    );
    expect(mine.heard.find(({ method }) => method === ROOTS_CHANGED)?.params).toEqual(said.params);
    expect(methods(await notes('own__heard', other))).not.toContain(ROOTS_CHANGED);
    expect(methods(await notes('all__heard', one))).not.toContain(ROOTS_CHANGED);
  });

  it('leaves a server running when only the rules of its use are edited, and keeps them at once', async () => {
    const modern = async () => {
      const { messages } = await postModern(`${router.url}/mcp`, 'tools/call', { name: 'all__heard' });
      return messages;
    };
    const { pid } = notesIn(await modern());
    const registry = join(router.directory, 'mcp', 'registry.json');
    const edit = (rules: object) =>
      writeFile(registry, JSON.stringify({ servers: { ...SERVERS, all: { ...NOTING, ...rules } } }));
    await edit({ tools: { deny: ['heard'] } });
    await until(modern, (messages) => JSON.stringify(messages).includes('Unknown tool'));
    await edit({ timeout_sec: 7 });
    const allowed = await until(modern, (messages) => !JSON.stringify(messages).includes('Unknown tool'));
    expect(notesIn(allowed).pid).toBe(pid);
    await edit({ idle_stop_sec: 7 });
    await until(modern, (messages) => notesIn(messages).pid !== pid);
  });
});

it('a router does not start on a lock of tools that cannot be read, and says so as of its configuration', async () => {
  let folder = '';
  const files = async (directory: string) => {
    folder = directory;
    await mkdir(join(directory, 'mcp'));
    await writeFile(join(directory, 'mcp', 'tool-locks.json'), '{"version":');
  };
  const failure = await startRouter({ files }).catch((error: unknown) => error);
  await rm(folder, { recursive: true });
  expect(failure).toBeInstanceOf(ConfigError);
  expect(failure).toMatchObject({ message: expect.stringContaining('tool-locks.json') });
});
