import { chmod, readdir, stat } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { DomainError } from '@app/kernel';
import { EDITOR, RegistryFolder, registryText } from '../fixtures/registry-folder.js';
import { parseRegistry, registryItem } from '../registry-document.js';

const A = { command: 'a' };
const B = { command: 'b' };
const both = { 'registry.json': registryText({ a: A, b: B }), 'servers.txt': '# mine\na\n' };
const failing = (code: string) => expect.objectContaining({ code });
const results = ({ audited }: RegistryFolder) =>
  audited.map(({ action, result, resource }) => [action, result, resource]);

describe('adding a server', () => {
  it('writes its entry, enables it, and says so to the audit before and after', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const editor = folder.editor(registry);
    expect(await editor.add('c', registryItem('c', { command: 'c', args: ['-s'] }), EDITOR)).toBe('added');
    expect([...registry.entries().keys()]).toEqual(['a', 'c']);
    expect(await folder.read('servers.txt')).toBe('# mine\na\nc\n');
    expect(JSON.parse(await folder.read('registry.json')).servers.c).toEqual({ command: 'c', args: ['-s'] });
    expect(results(folder)).toEqual([
      ['mcp_add', 'intent', 'mcp/c'],
      ['mcp_add', 'ok', 'mcp/c'],
    ]);
    expect(folder.audited[1]).toMatchObject({
      actor: 'ann',
      correlation_id: 'req-1',
      metadata: { command: 'c' },
    });
  });

  it('changes nothing when it is there already', async () => {
    await using folder = await RegistryFolder.create(both);
    const editor = folder.editor(await folder.open());
    expect(await editor.add('a', registryItem('a', A), EDITOR)).toBe('already_enabled');
    expect(await editor.add('b', undefined, EDITOR)).toBe('enabled');
    expect(results(folder)).toEqual([
      ['mcp_enable', 'intent', 'mcp/b'],
      ['mcp_enable', 'ok', 'mcp/b'],
    ]);
  });

  it('does not replace another entry of that name', async () => {
    await using folder = await RegistryFolder.create(both);
    const editor = folder.editor(await folder.open());
    await expect(editor.add('a', registryItem('a', B), EDITOR)).rejects.toEqual(failing('registry_conflict'));
    await expect(editor.add('z', undefined, EDITOR)).rejects.toEqual(failing('mcp_server_not_found'));
    expect(folder.audited).toEqual([]);
  });

  it('keeps what was inferred so far when it writes the first registry.json', async () => {
    await using folder = await RegistryFolder.create({ 'servers.txt': 'memory' });
    const registry = await folder.open();
    await folder.editor(registry).add('a', registryItem('a', A), EDITOR);
    expect([...registry.entries().keys()]).toEqual(['memory', 'a']);
    expect(registry.snapshot.inferred).toBe(false);
  });

  it('creates the folder where there is none, for its owner and group alone', async () => {
    await using folder = await RegistryFolder.create();
    const registry = await folder.open(folder.file('mcp'));
    await folder.editor(registry).add('a', registryItem('a', A), EDITOR);
    expect((await stat(folder.file('mcp/registry.json'))).mode & 0o777).toBe(0o640);
    expect(await readdir(folder.file('mcp'))).toEqual(['registry.json', 'servers.txt']);
  });

  it('names the variables that are missing, and takes no notice of those of others', async () => {
    await using folder = await RegistryFolder.create({ ...both, '.env': 'ONE=hunter2\n' });
    const editor = folder.editor(await folder.open());
    const item = registryItem('c', {
      command: 'c',
      env_schema: { ONE: 'required', TWO: 'required', THREE: 'optional' },
    });
    const failure = await editor.add('c', item, EDITOR).catch((error: unknown) => error as DomainError);
    expect(failure).toMatchObject({ code: 'env_missing', message: expect.stringMatching(/: TWO$/) });
    expect(await folder.read('servers.txt')).toBe(both['servers.txt']);
    await folder.write('.env', 'ONE=hunter2\nTWO=2\n');
    expect(await editor.add('c', item, EDITOR)).toBe('added');
    expect(JSON.stringify(folder.audited)).not.toContain('hunter2');
  });

  it('says why variables are missing when their file is refused', async () => {
    await using folder = await RegistryFolder.create({ ...both, '.env': 'ONE=1\n' });
    await chmod(folder.file('.env'), 0o666);
    const editor = folder.editor(await folder.open());
    const item = registryItem('c', { command: 'c', env_schema: { ONE: 'required' } });
    await expect(editor.add('c', item, EDITOR)).rejects.toThrow(
      /ONE; \.env is not valid: everybody may read/,
    );
  });
});

describe('taking a server away', () => {
  it('disables it and leaves its entry', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const editor = folder.editor(registry);
    expect(await editor.disable('a', EDITOR)).toBe('disabled');
    expect(await editor.disable('a', EDITOR)).toBe('already_disabled');
    expect(await folder.read('servers.txt')).toBe('# mine\n');
    expect(await folder.read('registry.json')).toBe(both['registry.json']);
    expect(await editor.enable('a', EDITOR)).toBe('enabled');
    expect(await editor.enable('a', EDITOR)).toBe('already_enabled');
    await expect(editor.disable('z', EDITOR)).rejects.toEqual(failing('mcp_server_not_found'));
    await expect(editor.enable('z', EDITOR)).rejects.toEqual(failing('mcp_server_not_found'));
  });

  it('removes it from both files', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const editor = folder.editor(registry);
    expect(await editor.remove('a', EDITOR)).toBe('removed');
    expect(await editor.remove('a', EDITOR)).toBe('already_removed');
    expect([...registry.snapshot.known.keys()]).toEqual(['b']);
    expect(results(folder)).toEqual([
      ['mcp_remove', 'intent', 'mcp/a'],
      ['mcp_remove', 'ok', 'mcp/a'],
    ]);
  });

  it('rids servers.txt of a name that nothing is known of', async () => {
    await using folder = await RegistryFolder.create({ 'servers.txt': 'frobnicator, memory' });
    const registry = await folder.open();
    expect(await folder.editor(registry).remove('frobnicator', EDITOR)).toBe('removed');
    expect([...registry.snapshot.known.keys()]).toEqual(['memory']);
    expect(registry.snapshot.inferred).toBe(true);
  });
});

describe('replacing the registry', () => {
  it('takes the version that was read, and no other', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const editor = folder.editor(registry);
    const { version } = registry.snapshot;
    expect(await editor.put(parseRegistry(registryText({ b: A, c: B })), version, EDITOR)).toBe('updated');
    expect(await folder.read('servers.txt')).toBe('# mine\n');
    expect(folder.audited[1]).toMatchObject({
      action: 'mcp_update',
      metadata: {
        added: { count: 1, servers: ['c'] },
        removed: { count: 1, servers: ['a'] },
        changed: { count: 1, servers: ['b'] },
        version_before: version,
        version_after: registry.snapshot.version,
      },
    });
    const again = editor.put(parseRegistry(registryText({})), version, EDITOR);
    await expect(again).rejects.toEqual(failing('registry_conflict'));
    const same = editor.put(parseRegistry(registryText({ b: A, c: B })), registry.snapshot.version, EDITOR);
    expect(await same).toBe('unchanged');
  });

  it('knows what is on the disk, even when that was not read yet', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const { version } = registry.snapshot;
    await folder.write('registry.json', registryText({ a: B }));
    const put = folder.editor(registry).put(parseRegistry(registryText({ c: A })), version, EDITOR);
    await expect(put).rejects.toEqual(failing('registry_conflict'));
    expect(JSON.parse(await folder.read('registry.json'))).toEqual({ servers: { a: B } });
  });

  it('mends a file that cannot be read only when told to replace whatever is there', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const editor = folder.editor(registry);
    const { version } = registry.snapshot;
    await folder.write('registry.json', '{ half');
    const next = parseRegistry(registryText({ a: B }));
    await expect(editor.put(next, version, EDITOR)).rejects.toEqual(failing('registry_invalid'));
    await expect(editor.enable('b', EDITOR)).rejects.toEqual(failing('registry_invalid'));
    expect(await editor.put(next, '*', EDITOR)).toBe('updated');
    expect(registry.snapshot.problems).toEqual([]);
    expect(registry.entryOf('a')).toMatchObject(B);
  });

  it('refuses what would be too large to be read again', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const args = Array.from({ length: 128 }, () => 'x'.repeat(4_096));
    const large = parseRegistry(registryText({ a: { command: 'a', args }, b: { command: 'b', args } }));
    const put = folder.editor(registry).put(large, '*', EDITOR);
    await expect(put).rejects.toEqual(failing('registry_invalid'));
    expect(folder.audited).toEqual([]);
  });
});

describe('two changes at once', () => {
  it('both happen, one after the other, within a process', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const editor = folder.editor(registry);
    const names = Array.from({ length: 10 }, (_, index) => `s${index}`);
    await Promise.all(names.map((name) => editor.add(name, registryItem(name, { command: name }), EDITOR)));
    expect([...registry.entries().keys()]).toEqual(['a', ...names]);
  });

  it('of two processes never undo each other: the later one is told of a conflict', async () => {
    await using folder = await RegistryFolder.create(both);
    const [one, two] = [await folder.open(), await folder.open()];
    const other = folder.editor(two);
    const meddled = folder.editor(one, async ({ result }) => {
      if (result === 'intent') await other.add('theirs', registryItem('theirs', A), EDITOR);
    });
    const mine = meddled.add('mine', registryItem('mine', B), EDITOR);
    await expect(mine).rejects.toEqual(failing('registry_conflict'));
    expect([...one.snapshot.known.keys()]).toEqual(['a', 'b', 'theirs']);
    expect(results(folder).at(-1)).toEqual(['mcp_add', 'error', 'mcp/mine']);
  });
});

describe('a change that fails', () => {
  it('does not happen when the audit does not take it', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const editor = folder.editor(registry, () => Promise.reject(new DomainError('audit_unavailable', 'no')));
    await expect(editor.remove('a', EDITOR)).rejects.toEqual(failing('audit_unavailable'));
    expect(await folder.read('registry.json')).toBe(both['registry.json']);
    expect(await folder.read('servers.txt')).toBe(both['servers.txt']);
  });

  it('stands when only its outcome could not be audited', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    const editor = folder.editor(registry, ({ result }) =>
      result === 'intent' ? Promise.resolve() : Promise.reject(new DomainError('audit_unavailable', 'no')),
    );
    expect(await editor.disable('a', EDITOR)).toBe('disabled');
    expect(registry.entries().size).toBe(0);
  });

  it('is audited as an error', async () => {
    await using folder = await RegistryFolder.create(both);
    const registry = await folder.open();
    jest.spyOn(registry.files, 'write').mockRejectedValue(new DomainError('registry_unwritable', 'full'));
    const enabled = folder.editor(registry).enable('b', EDITOR);
    await expect(enabled).rejects.toEqual(failing('registry_unwritable'));
    expect(folder.audited.at(-1)).toMatchObject({
      result: 'error',
      metadata: { code: 'registry_unwritable' },
    });
  });
});
