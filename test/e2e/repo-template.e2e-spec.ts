import { cp, mkdir, mkdtemp, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connectNew, type RealClient } from './mcp-clients.ts';
import { mcpData, nodeServer } from './mcp-data.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';

const TEMPLATE = 'deploy/templates/repo-mcp';
const FIXTURE = 'test/mcp/conformance-server.ts';

describe('the template of a repository’s own servers', () => {
  let router: RunningRouter;
  let project: string;
  let client: RealClient;

  const call = async (tool: string, args: Record<string, unknown> = {}) =>
    JSON.parse(await client.call(`atlas-code__${tool}`, args)) as Record<string, unknown>;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'switchyard-atlas-'));
    await cp(TEMPLATE, join(project, 'mcp'), { recursive: true });
    await symlink(resolve('node_modules'), join(project, 'mcp/node_modules'));
    await mkdir(join(project, 'src'));
    await mkdir(join(project, 'build'));
    await writeFile(join(project, '.gitignore'), 'build/\nmcp/\n');
    await writeFile(join(project, 'README.md'), '# Atlas\n\nMaps of every railway.\n');
    await writeFile(
      join(project, 'src/railway.ts'),
      "import { Map } from './map.js';\nexport class RailwayMap {}\n",
    );
    await writeFile(join(project, 'src/map.ts'), 'export class Map {}\n');
    await writeFile(join(project, 'build/railway.js'), 'class RailwayMap {}\n');
    const text = await readFile(join(TEMPLATE, 'registry-entry.json'), 'utf8');
    const servers = JSON.parse(text) as Record<string, object>;
    const own = { 'atlas-code': { ...servers['atlas-code'], cwd: project } };
    router = await startRouter({
      env: { PATH: process.env['PATH'] ?? '' },
      files: mcpData({ ...own, shared: nodeServer(FIXTURE) }),
    });
    client = await connectNew(`${router.url}/mcp/projects/atlas`);
  });

  afterAll(async () => {
    await client.close();
    await router.close();
    await rm(project, { recursive: true });
  });

  it('pins the versions that are tested here', async () => {
    const read = async (path: string) => JSON.parse(await readFile(path, 'utf8')) as Record<string, object>;
    const [ours, its] = [await read('package.json'), await read(join(TEMPLATE, 'package.json'))];
    const tested = { ...ours['dependencies'], ...ours['devDependencies'] };
    expect(tested).toMatchObject({ ...its['dependencies'], ...its['devDependencies'] });
  });

  it('stands beside the global servers in its own project, and nowhere else', async () => {
    const names = ['analyze_dependencies', 'index', 'project_info', 'search', 'stats'];
    const tools = await client.tools();
    expect(tools).toEqual(expect.arrayContaining(names.map((name) => `atlas-code__${name}`)));
    expect(tools).toContain('shared__test_simple_text');
    for (const path of ['/mcp', '/mcp/projects/other']) {
      const other = await connectNew(`${router.url}${path}`);
      const others = await other.tools();
      expect(others).toContain('shared__test_simple_text');
      expect(others.filter((name) => name.includes('atlas'))).toEqual([]);
      await other.close();
    }
  });

  it('finds parts of names in what Git would keep, best first', async () => {
    const { hits } = (await call('search', { query: 'railway' })) as {
      hits: { path: string; line: number }[];
    };
    expect(hits.map(({ path }) => path).sort()).toEqual(['README.md', 'src/railway.ts']);
    expect(hits[0]).toMatchObject({
      path: 'src/railway.ts',
      line: 1,
      text: expect.stringContaining('RailwayMap'),
    });
  });

  it('reads anew only what has changed, and forgets what has gone', async () => {
    await call('index');
    await writeFile(
      join(project, 'src/railway.ts'),
      "import { Map } from './map.js';\nexport class Tramway {}\n",
    );
    await writeFile(join(project, 'src/ferry.ts'), 'export class Ferry {}\n');
    await unlink(join(project, 'README.md'));
    expect(await call('index')).toEqual({ added: 1, changed: 1, removed: 1, unchanged: 2, skipped: 0 });
    expect(await call('search', { query: 'tramway' })).toMatchObject({ hits: [{ path: 'src/railway.ts' }] });
    expect(await call('search', { query: 'every' })).toMatchObject({ hits: [] });
  });

  it('keeps its index for the next process, out of Git’s sight', async () => {
    const before = await call('stats');
    await client.close();
    await router.close();
    const servers = { 'atlas-code': { ...nodeServer('mcp/src/main.ts'), cwd: project, project: 'atlas' } };
    router = await startRouter({ env: { PATH: process.env['PATH'] ?? '' }, files: mcpData(servers) });
    client = await connectNew(`${router.url}/mcp/projects/atlas`);
    expect(await call('stats')).toEqual(before);
    expect(await call('index')).toMatchObject({ added: 0, changed: 0, removed: 0 });
    expect(await readFile(join(project, '.repo-mcp/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('tells what the project is, and who imports what', async () => {
    await writeFile(join(project, 'package.json'), '{"name":"atlas","description":"Maps"}');
    await call('index');
    expect(await call('project_info')).toMatchObject({
      name: 'atlas',
      description: 'Maps',
      folders: ['src'],
    });
    expect(await call('analyze_dependencies', { module: 'map' })).toEqual({
      modules: [{ module: './map.js', files: ['src/railway.ts'] }],
      truncated: false,
    });
  });
});
