import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileWalk, type WalkLimits } from './walk-files.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'switchyard-walk-'));
  await mkdir(join(root, 'a', 'deep'), { recursive: true });
  await mkdir(join(root, '.cache'));
  for (const name of ['b.pt', 'a/a.pt', 'a/deep/c.pt', '.cache/hidden.pt', 'a/note.txt'])
    await writeFile(join(root, name), 'x');
});
afterEach(() => rm(root, { recursive: true }));

async function walked(limits?: WalkLimits) {
  const walk = new FileWalk(root, limits);
  const found: string[] = [];
  for await (const { relative } of walk.files((name) => name.endsWith('.pt'))) found.push(relative);
  return { found, ...walk.gaps };
}

describe('a walk', () => {
  it('finds what is near the top first, and nothing hidden', async () => {
    expect(await walked()).toEqual({
      found: ['b.pt', 'a/a.pt', 'a/deep/c.pt'],
      truncated: false,
      unreadable: 0,
    });
  });

  it('ends though links lead in a circle, and follows none that leads out', async () => {
    await symlink(root, join(root, 'a', 'around'));
    await symlink(join(root, 'a'), join(root, 'again'));
    await symlink(tmpdir(), join(root, 'out'));
    expect((await walked()).found).toEqual(['b.pt', 'a/a.pt', 'a/deep/c.pt']);
  });

  it('says that a link leads nowhere', async () => {
    await symlink(join(root, 'gone.pt'), join(root, 'a', 'gone.pt'));
    expect(await walked()).toMatchObject({ unreadable: 1, truncated: false });
  });

  it.each<WalkLimits>([
    { folders: 1, entries: 100 },
    { folders: 100, entries: 2 },
  ])('says that it did not see everything within %j', async (limits) => {
    expect(await walked(limits)).toMatchObject({ truncated: true });
  });

  it('ends when nobody waits any more', async () => {
    const files = new FileWalk(root).files(() => true, AbortSignal.abort(new Error('enough')));
    await expect(files.next()).rejects.toThrow('enough');
  });
});
