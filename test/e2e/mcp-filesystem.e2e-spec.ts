import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisServer } from '../redis/redis-server.ts';
import { connectNew, connectOld, type ConnectClient, type RealClient } from './mcp-clients.ts';
import { mcpData } from './mcp-data.ts';
import { postModern } from './mcp-post.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';
import { until } from './until.ts';

const ADA = 'sy-the-key-of-ada';
const OPERATOR = 'sy-the-key-of-the-operator';
const CLIENTS = [
  { id: 'ada', key: ADA },
  { id: 'olga', key: OPERATOR, roles: ['admin'] },
];
const TOOLS = [
  'analyze_code',
  'get_dependencies',
  'list_directory',
  'read_file',
  'search_content',
  'search_files',
  'write_file',
];

/** Lines of letters in no order, over which a search with many ways to go on takes its time. */
function mixed(lines: number): Buffer {
  const bytes = createHash('shake256', { outputLength: lines * 1_000 })
    .update('mixed')
    .digest();
  return bytes.map((byte, index) => (index % 1_000 === 999 ? 0x0a : 0x61 + (byte % 2))) as Buffer;
}

describe('the filesystem server, added from the catalogue', () => {
  let redis: RedisServer;
  let router: RunningRouter;
  let files: string;

  const operate = async (action: string, body: object) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${OPERATOR}` };
    const url = `${router.url}/api/mcp/${action}`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
  const call = async (tool: string, args: Record<string, unknown>) => {
    const params = { name: tool, arguments: args };
    const { messages } = await postModern(`${router.url}/mcp/filesystem`, 'tools/call', params, { key: ADA });
    return (
      messages.at(-1) as { result: { isError?: boolean; structuredContent: unknown; content: unknown } }
    ).result;
  };

  beforeAll(async () => {
    files = await mkdtemp(join(tmpdir(), 'switchyard-files-'));
    await mkdir(join(files, 'work/src'), { recursive: true });
    await mkdir(join(files, 'docs'));
    await mkdir(join(files, 'many'));
    await writeFile(join(files, 'secret.txt'), 'nobody may see this');
    await writeFile(join(files, 'docs/guide.md'), 'Grüße aus Graz\nund aus Wien\n');
    await writeFile(join(files, 'work/.gitignore'), 'ignored.ts\n');
    await writeFile(join(files, 'work/ignored.ts'), 'export const station = 0;\n');
    await writeFile(
      join(files, 'work/src/station.ts'),
      "import { track } from './track.js';\nexport class Station {}\n",
    );
    await symlink(join(files, 'secret.txt'), join(files, 'work/link.txt'));
    await writeFile(join(files, 'many/mixed.txt'), mixed(4_000));
    redis = await RedisServer.start();
    router = await startRouter({
      clients: CLIENTS,
      env: { REDIS_URL: redis.url, PATH: process.env['PATH'] ?? '' },
      files: mcpData({}),
    });
    const root = [`work=${files}/work`, `docs=${files}/docs:ro`, `many=${files}/many:ro`];
    const added = { server: 'filesystem', choice: { values: { '--root': root } } };
    expect(await operate('add', added)).toMatchObject({ status: 200, body: { status: 'added' } });
  });

  afterAll(async () => {
    await router.close();
    await redis.stop();
    await rm(files, { recursive: true });
  });

  it('cannot be added without a folder', async () => {
    expect(await operate('add', { server: 'other', catalog: 'filesystem' })).toMatchObject({ status: 400 });
  });

  it.each<[string, ConnectClient]>([
    ['the v1 SDK', connectOld],
    ['the v2 SDK in auto mode', connectNew],
  ])('serves a client on %s', async (_name, connect) => {
    const client: RealClient = await connect(`${router.url}/mcp`, ADA);
    try {
      expect((await client.tools()).sort()).toEqual(TOOLS.map((name) => `filesystem__${name}`));
      expect(await client.call('filesystem__read_file', { path: 'docs/guide.md', tail: 1 })).toBe(
        'und aus Wien\n',
      );
      await client.call('filesystem__write_file', {
        path: 'work/src/new.ts',
        content: 'export const ä = 1;\n',
      });
      expect(await readFile(join(files, 'work/src/new.ts'), 'utf8')).toBe('export const ä = 1;\n');
      const found = await client.call('filesystem__search_content', { path: 'work', query: '(?i)STATION' });
      expect(JSON.parse(found)).toMatchObject({ matches: [{ path: 'work/src/station.ts', line: 2 }] });
    } finally {
      await client.close();
    }
  });

  it('passes its structured answers on as they are', async () => {
    expect((await call('list_directory', {})).structuredContent).toEqual({
      path: '',
      entries: [
        { name: 'work', type: 'root', read_only: false },
        { name: 'docs', type: 'root', read_only: true },
        { name: 'many', type: 'root', read_only: true },
      ],
      truncated: false,
    });
    expect((await call('analyze_code', { path: 'work/src/station.ts' })).structuredContent).toMatchObject({
      language: 'TypeScript',
      imports: [{ module: './track.js', line: 1 }],
      symbols: [{ name: 'Station', kind: 'class', line: 2 }],
    });
  });

  it.each([
    ['read_file', { path: 'work/link.txt' }, 'path: leads out of its root'],
    ['read_file', { path: 'work/../secret.txt' }, 'path: holds ".."'],
    ['write_file', { path: 'docs/new.md', content: '' }, 'path: is in "docs", which is read-only'],
    ['write_file', { path: 'work/link.txt', content: '' }, 'path: is a symbolic link, wanted a file'],
  ])('refuses %s %j, and names the argument', async (tool, args, problem) => {
    const { isError, content } = await call(tool, args);
    expect([isError, content]).toEqual([true, [{ type: 'text', text: problem }]]);
  });

  it('tells of a long search while it goes on, and ends it when it is cancelled', async () => {
    const client = await connectNew(`${router.url}/mcp/filesystem`, ADA);
    const cancel = new AbortController();
    const onprogress = () => cancel.abort();
    const search = client.call(
      'search_content',
      { path: 'many', query: '[ab]*a[ab]{600}[cd]' },
      { signal: cancel.signal, onprogress },
    );
    await expect(search).rejects.toThrow();
    await client.close();
    const metrics = async () => (await fetch(`${router.url}/metrics`)).text();
    await until(metrics, (text) => /mcp_calls_total\{server="filesystem",result="cancelled"\} 1/.test(text));
    expect(await call('read_file', { path: 'docs/guide.md', head: 1 })).not.toMatchObject({ isError: true });
  });
});
