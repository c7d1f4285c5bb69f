import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DomainError, JsonObject } from '@app/kernel';
import { quarantinedTool } from './quarantined-tool.js';
import { ToolLocks } from './tool-locks.js';

let folder: string;
let path: string;
let told: string[];
let opened: ToolLocks[];
let locks: ToolLocks;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tool-locks-'));
  path = join(folder, 'mcp', 'tool-locks.json');
  told = [];
  opened = [];
  locks = await open();
});

afterEach(async () => {
  await Promise.all(opened.map((each) => each.close()));
  await rm(folder, { recursive: true });
});

async function open(): Promise<ToolLocks> {
  const options = {
    path,
    quarantined: (server: string, tool: string) => void told.push(`${server}/${tool}`),
    trouble: ({ code }: DomainError) => void told.push(code),
  };
  const locks = await ToolLocks.open(options);
  opened.push(locks);
  return locks;
}

const tool = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  description: `does ${name}`,
  inputSchema: { type: 'object', properties: {} },
  ...more,
});

async function stateOf(definition: JsonObject, of = locks): Promise<string | undefined> {
  return (await of.review('github', [definition])).get(definition['name'] as string);
}

/** quarantine makes `get` wait and returns the hash that accepts it. */
async function quarantine(of = locks): Promise<string> {
  await stateOf(tool('get'), of);
  await stateOf(tool('get', { description: 'changed' }), of);
  return of.lockOf('github', 'get')?.waiting?.hash ?? '';
}

describe('the definition of a tool', () => {
  it('is approved at first sight, and as long as it stays', async () => {
    expect(locks.stateOf('github', 'get')).toBeUndefined();
    expect(await stateOf(tool('get'))).toBe('approved');
    expect(await stateOf(tool('get'))).toBe('approved');
    expect(locks.stateOf('github', 'get')).toBe('approved');
    expect(told).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['title', { title: 'Get' }],
    ['description', { description: 'does get, and more' }],
    ['inputSchema', { inputSchema: { type: 'object', properties: { to: { type: 'string' } } } }],
    ['outputSchema', { outputSchema: { type: 'object' } }],
    ['annotations', { annotations: { readOnlyHint: true } }],
  ])('waits for an operator once its %s is another, and only that tool does', async (_field, change) => {
    await locks.review('github', [tool('get'), tool('set')]);
    const states = await locks.review('github', [tool('get', change), tool('set')]);
    expect(Object.fromEntries(states)).toEqual({ get: 'quarantined', set: 'approved' });
    expect(locks.stateOf('github', 'get')).toBe('quarantined');
    expect(told).toEqual(['github/get']);
  });

  it('is the same whatever the order of its members, and whatever else is said beside it', async () => {
    await stateOf(tool('get'));
    const { name, description, inputSchema } = tool('get');
    expect(await stateOf({ _meta: { build: 2 }, icons: [], inputSchema, description, name })).toBe(
      'approved',
    );
  });

  it('is known by the server: another one may say other things', async () => {
    await stateOf(tool('get'));
    const others = await locks.review('gitlab', [tool('get', { description: 'other' })]);
    expect(others.get('get')).toBe('approved');
  });

  it('keeps its lock while the tool is away, and is approved when it comes back unchanged', async () => {
    await quarantine();
    await locks.review('github', []);
    expect(locks.stateOf('github', 'get')).toBe('quarantined');
    expect(await stateOf(tool('get'))).toBe('approved');
    expect(locks.waiting()).toEqual([]);
    expect(await stateOf(tool('get', { description: 'changed' }))).toBe('quarantined');
  });

  it('is told of once, and the newest one waits', async () => {
    await quarantine();
    await stateOf(tool('get', { description: 'changed' }));
    await stateOf(tool('get', { description: 'changed again' }));
    expect(told).toEqual(['github/get', 'github/get']);
    const [shown] = locks.waiting().map(quarantinedTool);
    expect(shown?.diff?.changes).toEqual([
      { path: '/description', before: '"does get"', after: '"changed again"' },
    ]);
  });

  it('that cannot be hashed is not approved at any sight, nor ever accepted', async () => {
    expect(await stateOf(tool('get', { description: '\ud800' }))).toBe('quarantined');
    await expect(locks.accept('github', 'get', 'unreadable')).rejects.toMatchObject({
      code: 'registry_conflict',
    });
    expect(await stateOf(tool('get'))).toBe('approved');
    expect(await stateOf(tool('get', { description: '\ud800' }))).toBe('quarantined');
    expect(locks.stateOf('github', 'get')).toBe('quarantined');
  });

  it('of names as those of built-in properties is one like any other', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    for (const name of names) expect(await stateOf(tool(name))).toBe('approved');
    for (const name of names) expect(await stateOf(tool(name, { title: 'x' }))).toBe('quarantined');
    await locks.close();
    const again = await open();
    for (const name of names) expect(again.stateOf('github', name)).toBe('quarantined');
  });
});

describe('an operator', () => {
  it('accepts what was shown: from then on it is the approved one', async () => {
    const hash = await quarantine();
    const before = await locks.accept('github', 'get', hash);
    expect(before.waiting?.hash).toBe(hash);
    expect(await stateOf(tool('get', { description: 'changed' }))).toBe('approved');
    expect(await stateOf(tool('get'))).toBe('quarantined');
  });

  it('cannot accept what has become another since, nor what does not wait', async () => {
    const hash = await quarantine();
    await stateOf(tool('get', { description: 'changed again' }));
    await expect(locks.accept('github', 'get', hash)).rejects.toMatchObject({ code: 'registry_conflict' });
    await expect(locks.accept('github', 'set', hash)).rejects.toMatchObject({ code: 'not_found' });
    expect(locks.stateOf('github', 'get')).toBe('quarantined');
  });

  it('finds it accepted after a restart, at once', async () => {
    const hash = await quarantine();
    await locks.accept('github', 'get', hash);
    expect((await open()).stateOf('github', 'get')).toBe('approved');
  });

  it('who removes a server for good makes it unknown again', async () => {
    await quarantine();
    await locks.forget('github');
    expect((await open()).stateOf('github', 'get')).toBeUndefined();
    expect(await stateOf(tool('get', { description: 'changed' }))).toBe('approved');
  });
});

describe('the file', () => {
  it('keeps what was approved and what waits through a restart, and leaves no other file', async () => {
    await quarantine();
    await locks.close();
    const again = await open();
    expect(again.stateOf('github', 'get')).toBe('quarantined');
    expect(quarantinedTool(again.waiting()[0] as never)?.diff?.changes).toHaveLength(1);
    expect(await stateOf(tool('get'), again)).toBe('approved');
    expect(await readdir(join(folder, 'mcp'))).toEqual(['tool-locks.json']);
  });

  it.each([
    ['half of it is there', '{"version":1,"tools":['],
    ['it is of another kind', '{"servers":{}}'],
    ['a hash is none', '{"version":1,"tools":[{"server":"a","tool":"b","approved":{"hash":"x","at":""}}]}'],
  ])('is refused at the start when %s, without a word of where it is', async (_when, text) => {
    await mkdir(join(folder, 'mcp'));
    await writeFile(path, text);
    const error = (await open().catch((error: unknown) => error)) as DomainError;
    expect(error).toMatchObject({ code: 'registry_invalid' });
    expect(error.message).toContain('tool-locks.json');
    expect(error.message).not.toContain(folder);
  });

  it('that is damaged later changes nothing, is told of once, and is written anew with the next change', async () => {
    const hash = await quarantine();
    await locks.close();
    await writeFile(path, 'nonsense');
    for (let time = 0; time < 3; time++) await stateOf(tool('other'));
    expect(locks.stateOf('github', 'get')).toBe('quarantined');
    expect(told).toEqual(['github/get', 'registry_invalid']);
    await locks.accept('github', 'get', hash);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ version: 1 });
  });

  it('is shared: what one router accepted or quarantined holds at the other', async () => {
    const other = await open();
    const hash = await quarantine();
    await locks.close();
    expect(await stateOf(tool('get', { description: 'changed' }), other)).toBe('quarantined');
    await other.review('gitlab', [tool('get')]);
    await locks.accept('github', 'get', hash);
    expect(await stateOf(tool('get', { description: 'changed' }), other)).toBe('approved');
    await other.close();
    const third = await open();
    expect(third.stateOf('github', 'get')).toBe('approved');
    expect(third.stateOf('gitlab', 'get')).toBe('approved');
  });

  it('that cannot be written lets nothing be accepted', async () => {
    const hash = await quarantine();
    await locks.close();
    await rm(path);
    await mkdir(path);
    await expect(locks.accept('github', 'get', hash)).rejects.toMatchObject({ code: 'registry_unwritable' });
    expect(locks.stateOf('github', 'get')).toBe('quarantined');
  });
});

describe('a server that says too much', () => {
  it('fills no memory, and pushes out nothing: further tools are refused', async () => {
    await stateOf(tool('get'));
    const flood = Array.from({ length: 2_000 }, (_, index) => tool(`t${index}`));
    const states = await locks.review('github', flood);
    expect(states.get('t998')).toBe('approved');
    expect(states.get('t999')).toBe('quarantined');
    expect(locks.stateOf('github', 't999')).toBe('quarantined');
    expect(await stateOf(tool('get', { title: 'changed' }))).toBe('quarantined');
    expect((await locks.review('gitlab', [tool('get')])).get('get')).toBe('approved');
  }, 20_000);

  it('is still locked by hash where a definition is too long to be kept', async () => {
    const long = 'a'.repeat(70_000);
    expect(await stateOf(tool('get', { description: long }))).toBe('approved');
    expect(await stateOf(tool('get', { description: `${long}b` }))).toBe('quarantined');
    expect(quarantinedTool(locks.waiting()[0] as never)?.diff).toBeUndefined();
    await locks.close();
    expect((await readFile(path, 'utf8')).length).toBeLessThan(2_000);
  });

  it('is kept by hash alone beyond what a server may take', async () => {
    const description = 'a'.repeat(60_000);
    await locks.review(
      'github',
      Array.from({ length: 100 }, (_, index) => tool(`t${index}`, { description })),
    );
    await locks.close();
    expect((await readFile(path, 'utf8')).length).toBeLessThan(2_500_000);
    expect(await stateOf(tool('t99', { description }))).toBe('approved');
    expect(await stateOf(tool('t99', { description: 'other' }))).toBe('quarantined');
  }, 20_000);
});
