import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { TemporaryRoots } from '../fixtures/temporary-roots.js';
import { readWhole } from '../text/read-whole.js';
import { HeldFolder } from './held-folder.js';
import { openInside } from './open-inside.js';
import { replaceFile } from './replace-file.js';

const never = new AbortController().signal;

async function textAt(given: TemporaryRoots, path: string): Promise<string> {
  await using file = await openInside(given.roots.place(path));
  return String(await readWhole(file, 1_000));
}

function write(given: TemporaryRoots, path: string, text: string, folders = false): Promise<boolean> {
  return replaceFile(given.roots.place(path), Buffer.from(text), folders, never);
}

describe('what is read', () => {
  it('may be reached over links within its root', async () => {
    await using given = await TemporaryRoots.create();
    await given.write('work/a/real.txt', 'within');
    await symlink('a', given.at('work/b'));
    await symlink('a/real.txt', given.at('work/link.txt'));
    expect(await textAt(given, 'work/b/real.txt')).toBe('within');
    expect(await textAt(given, 'work/link.txt')).toBe('within');
  });

  it.each(['work/file', 'work/folder/secret.txt', 'work/other/a.txt'])(
    'is never outside of its root: %s',
    async (path) => {
      await using given = await TemporaryRoots.create();
      await given.write('outside/secret.txt', 'outside');
      await given.write('docs/a.txt', 'of another root');
      await symlink(given.at('outside/secret.txt'), given.at('work/file'));
      await symlink('../outside', given.at('work/folder'));
      await symlink('../docs', given.at('work/other'));
      await expect(textAt(given, path)).rejects.toThrow('path: leads out of its root');
    },
  );

  it('is not in a folder whose name only begins like the root’s', async () => {
    await using given = await TemporaryRoots.create();
    await given.write('work-too/secret.txt', 'outside');
    await symlink('../work-too', given.at('work/folder'));
    await expect(textAt(given, 'work/folder/secret.txt')).rejects.toThrow('leads out');
  });

  it('does not wait for the other end of a pipe', async () => {
    await using given = await TemporaryRoots.create();
    execFileSync('mkfifo', [given.at('work/pipe')]);
    await using file = await openInside(given.roots.place('work/pipe'));
    expect((await file.stat()).isFile()).toBe(false);
  });

  it('stays in a held folder, though somebody puts a link in its place', async () => {
    await using given = await TemporaryRoots.create();
    await given.write('work/a/name.txt', 'within');
    await given.write('outside/name.txt', 'outside');
    await using folder = await HeldFolder.open(given.roots.place('work/a'));
    await rename(given.at('work/a'), given.at('work/moved'));
    await symlink(given.at('outside'), given.at('work/a'));
    await using file = await folder.file('name.txt');
    expect(String(await readWhole(file, 100))).toBe('within');
    await expect(textAt(given, 'work/a/name.txt')).rejects.toThrow('leads out');
  });
});

describe('what is written', () => {
  it('takes the place of a file with its permissions, and leaves nothing beside it', async () => {
    await using given = await TemporaryRoots.create();
    await given.write('work/run.sh', 'old');
    execFileSync('chmod', ['750', given.at('work/run.sh')]);
    expect(await write(given, 'work/run.sh', 'new')).toBe(false);
    expect(await readFile(given.at('work/run.sh'), 'utf8')).toBe('new');
    expect(execFileSync('ls', ['-A', given.at('work')], { encoding: 'utf8' })).toBe('run.sh\n');
    expect(execFileSync('stat', ['-c', '%a', given.at('work/run.sh')], { encoding: 'utf8' })).toBe('750\n');
  });

  it('is a new file in new folders only when that is wanted', async () => {
    await using given = await TemporaryRoots.create();
    await expect(write(given, 'work/a/b/c.txt', 'x')).rejects.toThrow('path: is not there');
    expect(await write(given, 'work/a/b/c.txt', 'x', true)).toBe(true);
    expect(await readFile(given.at('work/a/b/c.txt'), 'utf8')).toBe('x');
  });

  it('never gets out of the root, whether the folder or the file is a link', async () => {
    await using given = await TemporaryRoots.create();
    await given.write('outside/old.txt', 'old');
    await symlink('../outside', given.at('work/folder'));
    await symlink('../outside/old.txt', given.at('work/file.txt'));
    await symlink('../outside/new.txt', given.at('work/dangling.txt'));
    await expect(write(given, 'work/folder/new.txt', 'x')).rejects.toThrow('leads out');
    await expect(write(given, 'work/folder/new/new.txt', 'x', true)).rejects.toThrow('leads out');
    await expect(write(given, 'work/file.txt', 'x')).rejects.toThrow('is a symbolic link');
    await expect(write(given, 'work/dangling.txt', 'x')).rejects.toThrow('is a symbolic link');
    expect(execFileSync('ls', ['-A', given.at('outside')], { encoding: 'utf8' })).toBe('old.txt\n');
    expect(await readFile(given.at('outside/old.txt'), 'utf8')).toBe('old');
  });

  it('is not written once the call is cancelled', async () => {
    await using given = await TemporaryRoots.create();
    await given.write('work/a.txt', 'old');
    const place = given.roots.place('work/a.txt');
    await expect(replaceFile(place, Buffer.from('new'), false, AbortSignal.abort())).rejects.toThrow();
    expect(await readFile(given.at('work/a.txt'), 'utf8')).toBe('old');
    expect(execFileSync('ls', ['-A', given.at('work')], { encoding: 'utf8' })).toBe('a.txt\n');
  });

  it('does not replace a folder', async () => {
    await using given = await TemporaryRoots.create();
    await mkdir(given.at('work/a'));
    await expect(write(given, 'work/a', 'x')).rejects.toThrow('path: is a folder, wanted a file');
  });
});
