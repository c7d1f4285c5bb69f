import { symlink } from 'node:fs/promises';
import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { TemporaryRoots } from '../fixtures/temporary-roots.js';
import { openRoots } from '../roots/open-roots.js';
import type { Roots } from '../roots/roots.js';
import { filesServer } from './files-server.js';
import { Turns } from './turns.js';

async function connected(roots: Roots) {
  const client = new Client({ name: 'a test', version: '1' });
  const [here, there] = InMemoryTransport.createLinkedPair();
  const server = filesServer(roots, new Turns());
  await server.connect(there);
  await client.connect(here);
  return client;
}

async function setup(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const given = await TemporaryRoots.create();
  for (const [path, content] of Object.entries(files)) await given.write(path, content);
  const client = await connected(given.roots);
  return {
    given,
    client,
    /** The structured answer, or the text of the error. */
    call: async (name: string, args: Record<string, unknown>) => {
      const { structuredContent, content, isError } = await client.callTool({ name, arguments: args });
      const [first] = content;
      return isError === true && first?.type === 'text'
        ? first.text
        : (structuredContent as Record<string, unknown>);
    },
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await given[Symbol.asyncDispose]();
    },
  };
}

it('says of each tool what it takes, gives and does', async () => {
  await using server = await setup();
  const { tools } = await server.client.listTools();
  expect(tools).toHaveLength(7);
  for (const { inputSchema, outputSchema, annotations, description } of tools) {
    expect([inputSchema, outputSchema]).toMatchObject([{ additionalProperties: false }, { type: 'object' }]);
    expect(annotations?.openWorldHint).toBe(false);
    expect(description).toBeDefined();
  }
  const writing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true);
  expect(writing.map(({ name }) => name)).toEqual(['write_file']);
  expect(server.client.getInstructions()).toContain('docs (read-only)');
});

it('has no tool that writes where nothing may be written', async () => {
  await using given = await TemporaryRoots.create();
  const client = await connected(
    await openRoots([{ name: 'docs', path: given.at('docs'), writable: false }]),
  );
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).not.toContain('write_file');
  await client.close();
});

describe('read_file', () => {
  it('reads the lines that were asked for', async () => {
    await using server = await setup({ 'work/a.txt': 'eins\nzwei\ndrei\n' });
    const read = async (args: object) =>
      (await server.call('read_file', { path: 'work/a.txt', ...args }))['content' as never];
    expect(await read({})).toBe('eins\nzwei\ndrei\n');
    expect(await read({ head: 1 })).toBe('eins\n');
    expect(await read({ tail: 2 })).toBe('zwei\ndrei\n');
    expect(await read({ start_line: 2, end_line: 2 })).toBe('zwei\n');
  });

  it('cuts what is too long, and says so', async () => {
    await using server = await setup({ 'work/a.txt': 'ä'.repeat(200_000) });
    const { content, truncated, size } = (await server.call('read_file', { path: 'work/a.txt' })) as {
      content: string;
      truncated: boolean;
      size: number;
    };
    expect([content.length, truncated, size]).toEqual([131_072, true, 400_000]);
    expect(new Set(content)).toEqual(new Set('ä'));
  });

  it.each([
    ['a binary file', { path: 'work/binary' }, 'path: is a binary file, wanted text'],
    ['text of another encoding', { path: 'work/latin' }, 'path: is not UTF-8 text'],
    ['a folder', { path: 'work' }, 'path: is a folder'],
    ['what is not there', { path: 'work/none' }, 'path: is not there'],
    ['a way through a file', { path: 'work/latin/a' }, 'path: is no folder'],
    ['two selections', { path: 'work/latin', head: 1, tail: 1 }, 'head: wanted only one of'],
    ['a range that runs backwards', { path: 'work/latin', start_line: 3, end_line: 2 }, 'end_line: got 2'],
    ['an argument of another kind', { path: 'work/latin', head: 'all' }, 'head'],
    ['an argument that it does not know', { path: 'work/latin', lines: 3 }, 'lines'],
  ])('refuses %s', async (_name, args, problem) => {
    await using server = await setup({
      'work/binary': Uint8Array.of(0x61, 0, 0x62),
      'work/latin': Uint8Array.of(0x67, 0xfc, 0x6e),
    });
    const refusal = await server.call('read_file', args);
    expect(refusal).toContain(problem);
    expect(refusal).not.toContain(server.given.at(''));
  });
});

describe('list_directory', () => {
  it('lists by name and kind, and says when there is more', async () => {
    await using server = await setup({ 'work/b.txt': '12345', 'work/a/c.txt': '' });
    await symlink('/etc', server.given.at('work/z'));
    expect(await server.call('list_directory', { path: 'work' })).toEqual({
      path: 'work',
      entries: [
        { name: 'a', type: 'folder' },
        { name: 'b.txt', type: 'file', size: 5 },
        { name: 'z', type: 'link' },
      ],
      truncated: false,
    });
    expect(await server.call('list_directory', { path: '' })).toMatchObject({
      entries: [{ name: 'work' }, { name: 'docs' }],
    });
    const first = await server.call('list_directory', { path: 'work', max_results: 1 });
    expect(first).toMatchObject({ entries: [{ name: 'a' }], truncated: true });
  });
});

const TREE = {
  'work/.gitignore': '*.log\nbuilt/\n',
  'work/a.ts': 'const one = 1;\nconst two = 2;\n',
  'work/b.log': 'const one = 1;\n',
  'work/built/a.ts': 'const one = 1;\n',
  'work/.git/config': 'const one = 1;\n',
  'work/src/.gitignore': '!keep.log\nlocal.ts\n',
  'work/src/keep.log': 'const ONE = 1;\n',
  'work/src/deep/d.log': 'const one = 1;\n',
  'work/src/local.ts': 'const one = 1;\n',
  'work/src/deep/c.ts': 'x\r\nconst one = (1);\r\ny\r\n',
  'work/src/binary.ts': Uint8Array.from([...Buffer.from('const one'), 0]),
};

describe('search_files', () => {
  it.each<[object, string[]]>([
    [{ pattern: '*.ts' }, ['a.ts', 'src/binary.ts', 'src/deep/c.ts']],
    [{ pattern: '*.log' }, ['src/keep.log']],
    [{ pattern: '*.log', path: 'work/src' }, ['src/keep.log']],
    [{ pattern: '*', path: 'work/src/deep' }, ['src/deep/c.ts']],
    [{ pattern: '*.ts', path: 'work/built' }, ['built/a.ts']],
    [{ pattern: '*.ts', include_ignored: true, exclude: ['src/**'] }, ['a.ts', 'built/a.ts']],
    [{ pattern: 'config', include_ignored: true }, []],
  ])('finds with %j', async (args, expected) => {
    await using server = await setup(TREE);
    const found = await server.call('search_files', { path: 'work', ...args });
    expect(found).toMatchObject({ paths: expected.map((path) => `work/${path}`) });
    expect(found).not.toHaveProperty('incomplete');
  });

  it('says when there is more than was asked for, and only then', async () => {
    await using server = await setup(TREE);
    const find = (most: number) =>
      server.call('search_files', { path: 'work', pattern: '*.ts', max_results: most });
    expect(await find(2)).toMatchObject({ paths: { length: 2 }, incomplete: 'max_results' });
    expect(await find(3)).not.toHaveProperty('incomplete');
  });

  it('goes through no link, not even to the folder above', async () => {
    await using server = await setup({ 'work/a/b.txt': '', 'outside/c.txt': '' });
    await symlink('..', server.given.at('work/a/up'));
    await symlink(server.given.at('outside'), server.given.at('work/out'));
    expect(await server.call('search_files', { path: 'work', pattern: '*.txt' })).toMatchObject({
      paths: ['work/a/b.txt'],
    });
  });
});

describe('search_content', () => {
  const lines = (answer: unknown) =>
    (answer as { matches: { path: string; line: number; column: number }[] }).matches.map(
      ({ path, line, column }) => `${path}:${line}:${column}`,
    );

  it.each<[object, string[]]>([
    [{ query: 'const one' }, ['a.ts:1:1', 'src/deep/c.ts:2:1']],
    [{ query: 'one', case_sensitive: false }, ['a.ts:1:7', 'src/deep/c.ts:2:7', 'src/keep.log:1:7']],
    [{ query: '(1)', literal: true }, ['src/deep/c.ts:2:13']],
    [{ query: '(1)', literal: true, case_sensitive: false }, ['src/deep/c.ts:2:13']],
    [{ query: '^y$' }, ['src/deep/c.ts:3:1']],
    [{ query: String.raw`=\s\d;$`, include: ['*.ts'] }, ['a.ts:1:11', 'a.ts:2:11']],
    [{ query: 'one', exclude: ['src/**'] }, ['a.ts:1:7']],
  ])('finds with %j', async (args, expected) => {
    await using server = await setup(TREE);
    const found = await server.call('search_content', { path: 'work', ...args });
    expect(lines(found)).toEqual(expected.map((path) => `work/${path}`));
    expect(found).not.toHaveProperty('incomplete');
  });

  it('shows lines around a match, and counts what it could not search', async () => {
    await using server = await setup(TREE);
    const args = { path: 'work/src', query: 'const one', context_lines: 2 };
    expect(await server.call('search_content', args)).toEqual({
      matches: [
        {
          path: 'work/src/deep/c.ts',
          line: 2,
          column: 1,
          text: 'const one = (1);',
          before: ['x'],
          after: ['y', ''],
        },
      ],
      files_searched: 3,
      files_skipped: 1,
    });
  });

  it('shows the part of an endless line where the match is, in whole characters', async () => {
    await using server = await setup({ 'work/min.js': `${'😀'.repeat(5_000)}needle${'😀'.repeat(5_000)}` });
    const { matches } = (await server.call('search_content', { path: 'work', query: 'needle' })) as {
      matches: { text: string; column: number }[];
    };
    expect(matches[0]?.column).toBe(10_001);
    expect(matches[0]?.text).toMatch(/^…(😀)+needle(😀)+…$/u);
    expect(matches[0]?.text.length).toBeLessThan(510);
  });

  it('stops at the number of matches that was asked for', async () => {
    await using server = await setup({ 'work/a.txt': 'x\n'.repeat(50) });
    const found = await server.call('search_content', { path: 'work', query: 'x', max_results: 3 });
    expect(found).toMatchObject({ matches: { length: 3 }, incomplete: 'max_results' });
  });

  it('stops when its answer gets too large', async () => {
    await using server = await setup({ 'work/a.txt': `${'x'.repeat(490)}\n`.repeat(1_000) });
    const args = { path: 'work', query: 'x', max_results: 1_000, context_lines: 5 };
    const found = await server.call('search_content', args);
    expect(found).toMatchObject({ incomplete: 'size' });
    expect(JSON.stringify(found).length).toBeLessThan(300_000);
  });

  it.each([
    ['an expression that is none', { query: '(a' }, 'query: '],
    ['a look around', { query: '(?=a)b' }, 'query: '],
    ['a reference back', { query: String.raw`(a)\1` }, 'query: '],
    ['an expression that grows', { query: '((a{900}){900}){900}' }, 'query: '],
    ['one that grows in width', { query: '[ab]{0,900}'.repeat(20) }, 'query: repeats too much'],
    ['a line break', { query: 'a\nb' }, 'query: holds a line break'],
    ['a glob that is none', { query: 'a', include: ['[a'] }, 'include: has a [ without its ]'],
  ])('refuses %s', async (_name, args, problem) => {
    await using server = await setup(TREE);
    expect(await server.call('search_content', { path: 'work', ...args })).toContain(problem);
  });

  it('takes no time over an expression that makes other engines look back for ever', async () => {
    await using server = await setup({ 'work/a.txt': `${'a'.repeat(100_000)}!\n` });
    const start = performance.now();
    const found = await server.call('search_content', { path: 'work', query: '(a+)+$' });
    expect(found).toMatchObject({ matches: [], files_searched: 1 });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('leaves out a line that is too long for its expression, and says so', async () => {
    await using server = await setup({ 'work/a.txt': `${'ab'.repeat(50_000)}\nab\n` });
    const args = { path: 'work', query: '[ab]{0,900}b' };
    const found = await server.call('search_content', args);
    expect(found).toMatchObject({ matches: [{ line: 2 }], incomplete: 'long_lines' });
    const plain = await server.call('search_content', { path: 'work', query: '[ab]b' });
    expect(plain).toMatchObject({ matches: [{ line: 1 }, { line: 2 }] });
    expect(plain).not.toHaveProperty('incomplete');
  });

  it('ends when its call is cancelled', async () => {
    await using server = await setup({ 'work/a.txt': `${'a'.repeat(1_000)}\n`.repeat(4_000) });
    const cancel = new AbortController();
    const args = { path: 'work', query: '(a|b|ab)*[ab]*c.{0,300}d' };
    const call = server.client.callTool(
      { name: 'search_content', arguments: args },
      { signal: cancel.signal },
    );
    cancel.abort();
    await expect(call).rejects.toThrow();
    const list = await server.call('list_directory', { path: 'work' });
    expect(list).toMatchObject({ entries: [{ name: 'a.txt' }] });
  });
});

describe('get_dependencies', () => {
  it('reads every manifest of a folder, and says which of them it cannot read', async () => {
    await using server = await setup({
      'work/package.json': '{"name":"a","dependencies":{"b":"1"}}',
      'work/native/Cargo.toml': '[broken',
      'work/node_modules/c/package.json': '{}',
      'work/.gitignore': 'node_modules/\n',
    });
    expect(await server.call('get_dependencies', { path: 'work' })).toEqual({
      manifests: [
        { path: 'work/native/Cargo.toml', ecosystem: 'cargo', dependencies: [], problem: expect.any(String) },
        {
          path: 'work/package.json',
          ecosystem: 'npm',
          name: 'a',
          dependencies: [{ name: 'b', version: '1', kind: 'runtime' }],
        },
      ],
    });
    const broken = await server.call('get_dependencies', { path: 'work/native/Cargo.toml' });
    expect(broken).toContain('path: is no valid TOML at line 1');
  });
});

describe('write_file', () => {
  it.each([
    ['a root that is read-only', { path: 'docs/a.txt' }, 'path: is in "docs", which is read-only'],
    ['a root itself', { path: 'work' }, 'path: is a root'],
    ['too much', { path: 'work/a.txt', content: 'ä'.repeat(2_200_000) }, 'content: is 4400000 bytes long'],
  ])('refuses %s', async (_name, args, problem) => {
    await using server = await setup();
    expect(await server.call('write_file', { content: '', ...args })).toContain(problem);
  });

  it('writes what can be read again', async () => {
    await using server = await setup();
    const content = 'Grüße 😀\r\n';
    const written = await server.call('write_file', { path: 'work/a.txt', content });
    expect(written).toEqual({ path: 'work/a.txt', size: 14, created: true });
    expect(await server.call('read_file', { path: 'work/a.txt' })).toMatchObject({ content });
  });
});
