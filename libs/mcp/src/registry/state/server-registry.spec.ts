import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { nextDiff, RegistryFolder, registryText } from '../fixtures/registry-folder.js';
import { MOST_REGISTRY_BYTES } from '../files/registry-files.js';

const A = { command: 'a' };
const B = { command: 'b' };
const both = { 'registry.json': registryText({ a: A, b: B }), 'servers.txt': 'a, b\n' };

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(5);
}

describe('what may run', () => {
  it('is what is in both files, in the order of the registry', async () => {
    await using folder = await RegistryFolder.create({
      ...both,
      'servers.txt': 'b\n# a comes next\na, nobody\n',
    });
    const { snapshot } = await folder.open();
    expect([...snapshot.entries.keys()]).toEqual(['a', 'b']);
    expect(snapshot.known.get('nobody')).toEqual({
      id: 'nobody',
      item: undefined,
      enabled: true,
      reason: 'registry.json has no entry for it',
    });
  });

  it('is nothing while no server is enabled', async () => {
    await using folder = await RegistryFolder.create({ 'registry.json': both['registry.json'] });
    const registry = await folder.open();
    expect(registry.entries().size).toBe(0);
    expect(registry.snapshot.known.get('a')?.enabled).toBe(false);
    expect(registry.entryOf('a')).toMatchObject(A);
  });

  it('is inferred from well-known names where there is no registry.json', async () => {
    await using folder = await RegistryFolder.create({
      'servers.txt': 'memory,duckduckgo,filesystem,frobnicator',
    });
    const { snapshot } = await folder.open();
    expect(snapshot.inferred).toBe(true);
    expect([...snapshot.entries.keys()]).toEqual(['memory', 'duckduckgo']);
    expect(snapshot.entries.get('memory')?.entry).toMatchObject({
      command: 'npx',
      args: ['--yes', '@modelcontextprotocol/server-memory@2026.8.31'],
    });
    expect(snapshot.known.get('filesystem')?.reason).toContain('values.--root: got nothing');
    expect(snapshot.known.get('frobnicator')?.reason).toContain('no built-in server of that name');
  });

  it('begins with a folder that comes later', async () => {
    await using folder = await RegistryFolder.create();
    const registry = await folder.open(folder.file('mcp'));
    expect(registry.snapshot).toMatchObject({ problems: [], inferred: true });
    const diff = nextDiff(registry);
    await mkdir(folder.file('mcp'));
    await folder.write('mcp/registry.json', both['registry.json']);
    await folder.write('mcp/servers.txt', 'a');
    expect((await diff).added).toEqual(['a']);
  });
});

describe('a change of the files', () => {
  it('says what became of each server, and leaves the others what they were', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const before = registry.entries().get('a');
    const diff = nextDiff(registry);
    await folder.write('registry.json', registryText({ a: A, b: { ...B, args: ['--more'] } }));
    expect(await diff).toEqual({ added: [], removed: [], changed: ['b'], unchanged: ['a'] });
    expect(registry.entries().get('a')?.generation).toBe(before?.generation);
  });

  it.each([
    ['tools', { deny: ['x'] }],
    ['deny_clients', ['bob']],
    ['allow_clients', ['ann']],
    ['rate_limit_rpm', 5],
    ['timeout_sec', 7],
    ['max_total_sec', 8],
    ['scopes', ['code']],
    ['project', 'p'],
    ['description', 'words'],
    ['env_schema', { UNSET: 'optional' }],
  ])('of %s is told, and does not make it another server to run', async (field, value) => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const before = registry.entries().get('a');
    const diff = nextDiff(registry);
    await folder.write('registry.json', registryText({ a: { ...A, [field]: value }, b: B }));
    expect(await diff).toMatchObject({ changed: ['a'], unchanged: ['b'] });
    expect(registry.entries().get('a')).toMatchObject({ entry: { [field]: value } });
    expect(registry.entries().get('a')?.generation).toBe(before?.generation);
  });

  it.each([
    ['args', ['--more']],
    ['shared', false],
    ['idle_stop_sec', 5],
    ['env_schema', { LEVEL: { default: '1' } }],
  ])('of %s makes it another server to run', async (field, value) => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const before = registry.entries().get('a');
    const diff = nextDiff(registry);
    await folder.write('registry.json', registryText({ a: { ...A, [field]: value }, b: B }));
    expect((await diff).changed).toEqual(['a']);
    expect(registry.entries().get('a')?.generation).not.toBe(before?.generation);
  });

  it('is seen when another file is put in place', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const diff = nextDiff(registry);
    await folder.write('next', registryText({ a: A }));
    await rename(folder.file('next'), folder.file('registry.json'));
    expect((await diff).removed).toEqual(['b']);
  });

  it('is told once for twenty edits within a second, with the last of them', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const diffs: unknown[] = [];
    registry.subscribe((diff) => void diffs.push(diff));
    for (let edit = 1; edit <= 20; edit++) {
      await folder.write('registry.json', registryText({ a: { ...A, args: [String(edit)] }, b: B }));
      await pause(5);
    }
    await until(() => JSON.stringify(registry.entryOf('a')).includes('"20"'));
    expect(diffs.length).toBeLessThan(4);
    expect(diffs.at(-1)).toMatchObject({ changed: ['a'], unchanged: ['b'] });
  });

  it('is told to nobody when it says the same in other words', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const diffs: unknown[] = [];
    registry.subscribe((diff) => void diffs.push(diff));
    await folder.write('registry.json', `\n\n${both['registry.json']}`);
    await folder.write('servers.txt', 'a\nb');
    await registry.inTurn(() => Promise.resolve());
    expect(diffs).toEqual([]);
  });

  it('is told to nobody who has unsubscribed', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const diffs: unknown[] = [];
    registry.subscribe((diff) => void diffs.push(diff))();
    await folder.write('servers.txt', 'a');
    await registry.inTurn(() => Promise.resolve());
    expect([...registry.entries().keys()]).toEqual(['a']);
    expect(diffs).toEqual([]);
  });
});

describe('a file that is refused', () => {
  it.each([
    ['torn', both['registry.json'].slice(0, 40), 'line 4: got a broken string'],
    ['no JSON', 'servers: a', 'line 1: got something else, wanted a value'],
    ['of a wrong type', '{"servers": []}', 'line 1: servers: got array'],
    [
      'with a server twice',
      '{"servers": {"a": {"command": "a"},\n"a": {"command": "z"}}}',
      'line 2: "a" stands here',
    ],
    [
      'wrong in one server',
      registryText({ a: A, b: { command: 7 } }),
      'servers.b.command: got number, wanted string',
    ],
    ['no UTF-8', '\ufffd', undefined],
    ['empty', '', 'line 1: got the end of the file, wanted a value'],
    ['too large', ' '.repeat(MOST_REGISTRY_BYTES + 1), 'is larger than 1048576 bytes'],
  ])('leaves the last good one in force: %s', async (_what, text, problem) => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    if (problem === undefined) await writeFile(folder.file('registry.json'), Buffer.from([0x7b, 0xff, 0x7d]));
    else await folder.write('registry.json', text);
    await until(() => folder.reports.length > 0);
    expect(folder.reports).toEqual([expect.stringContaining(problem ?? 'is not UTF-8')]);
    expect(registry.snapshot.problems).toHaveLength(1);
    expect([...registry.entries().keys()]).toEqual(['a', 'b']);

    const diff = nextDiff(registry);
    await folder.write('registry.json', registryText({ b: B }));
    expect((await diff).removed).toEqual(['a']);
    expect(folder.reports.at(-1)).toBeUndefined();
  });

  it('leaves the last good one in force when a folder stands in its place', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    await rm(folder.file('registry.json'));
    await mkdir(folder.file('registry.json'));
    await registry.inTurn(() => Promise.resolve());
    expect(registry.snapshot.problems).toEqual(['registry.json is not valid: is no file']);
    expect(registry.entries().size).toBe(2);
  });

  it('serves nothing when it is wrong from the start, and infers nothing either', async () => {
    await using folder = await RegistryFolder.create({ 'registry.json': '{', 'servers.txt': 'memory' });
    const { snapshot } = await folder.open();
    expect(snapshot.entries.size).toBe(0);
    expect(snapshot).toMatchObject({ inferred: false, problems: [expect.stringContaining('line 1')] });
  });

  it('does not keep servers.txt from switching a server off', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const diff = nextDiff(registry);
    await folder.write('registry.json', '{');
    await folder.write('servers.txt', 'b');
    expect((await diff).removed).toEqual(['a']);
    expect([...registry.entries().keys()]).toEqual(['b']);
  });

  it('is inferred from names again once it is removed', async () => {
    await using folder = await RegistryFolder.create({ ...both, 'servers.txt': 'a,memory' });
    const registry = await folder.open();
    const diff = nextDiff(registry);
    await rm(folder.file('registry.json'));
    expect(await diff).toMatchObject({ added: ['memory'], removed: ['a'] });
  });
});

describe('variables of a server', () => {
  const github = { command: 'gh', env_schema: { TOKEN: 'required', HOST: { default: 'example.com' } } };
  const files = {
    'registry.json': registryText({ github }),
    'servers.txt': 'github',
    '.env': 'TOKEN=hunter2\nOTHER=x\n',
  };

  it('are those of its schema alone', async () => {
    await using folder = await RegistryFolder.create(files);
    const registry = await folder.open();
    expect(registry.entries().get('github')?.env).toEqual({ TOKEN: 'hunter2', HOST: 'example.com' });
    expect(registry.entries().get('github')?.generation).not.toContain('hunter2');
  });

  it('make another generation of it when a value changes', async () => {
    await using folder = await RegistryFolder.create(files);
    const registry = await folder.open();
    const diff = nextDiff(registry);
    await folder.write('.env', 'TOKEN=hunter3\n');
    expect((await diff).changed).toEqual(['github']);
    expect(registry.entries().get('github')?.env['TOKEN']).toBe('hunter3');
  });

  it('keep it from running while a required one is not set', async () => {
    await using folder = await RegistryFolder.create({ ...files, '.env': 'TOKEN=\n' });
    const registry = await folder.open();
    expect(registry.entries().size).toBe(0);
    expect(registry.snapshot.known.get('github')?.reason).toBe('not set: TOKEN');
    const diff = nextDiff(registry);
    await folder.write('.env', 'TOKEN="two words" # note\n');
    expect((await diff).added).toEqual(['github']);
  });

  it('come from files of secrets first, which are followed too', async () => {
    await using folder = await RegistryFolder.create(files);
    const registry = await folder.open();
    const diff = nextDiff(registry);
    await mkdir(folder.file('secrets'));
    await folder.write('secrets/TOKEN', 'from-a-file\n');
    await diff;
    expect(registry.entries().get('github')?.env['TOKEN']).toBe('from-a-file');
  });

  it('are not taken from a file that everybody may read, until its mode is mended', async () => {
    await using folder = await RegistryFolder.create(files);
    await chmod(folder.file('.env'), 0o644);
    const registry = await folder.open();
    expect(registry.entries().size).toBe(0);
    expect(registry.snapshot.problems.join()).toMatch(/everybody may read or write it \(mode 0644\)/);
    const diff = nextDiff(registry);
    await chmod(folder.file('.env'), 0o600);
    expect((await diff).added).toEqual(['github']);
  });

  it('stay as they were when the file becomes readable for everybody', async () => {
    await using folder = await RegistryFolder.create(files);
    const registry = await folder.open();
    await chmod(folder.file('.env'), 0o604);
    await registry.inTurn(() => Promise.resolve());
    expect(registry.entries().get('github')?.env['TOKEN']).toBe('hunter2');
    expect(folder.reports.join()).not.toContain('hunter2');
  });
});
