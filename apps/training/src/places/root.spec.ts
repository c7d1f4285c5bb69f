import { mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Root } from './root.js';

let around: string;
let root: Root;

beforeEach(async () => {
  around = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-root-')));
  await mkdir(join(around, 'in', 'cats'), { recursive: true });
  await mkdir(join(around, 'in-other'));
  await writeFile(join(around, 'in', 'cats', 'a.txt'), 'a cat');
  await writeFile(join(around, 'secret'), 'a secret');
  await symlink(join(around, 'secret'), join(around, 'in', 'link'));
  await symlink(around, join(around, 'in', 'up'));
  await symlink(join(around, 'in', 'cats'), join(around, 'in', 'also-cats'));
  root = new Root('the data sets', join(around, 'in'));
});
afterEach(() => rm(around, { recursive: true }));

const outside = { code: 'path_outside_root', param: 'dataset_path' };

it('finds what is inside, by a relative or an absolute path, and through a link that stays inside', async () => {
  const real = join(around, 'in', 'cats', 'a.txt');
  await expect(root.existing('cats/a.txt', 'p')).resolves.toBe(real);
  await expect(root.existing(real, 'p')).resolves.toBe(real);
  await expect(root.existing('also-cats/a.txt', 'p')).resolves.toBe(real);
  await expect(root.relative(real)).resolves.toBe('cats/a.txt');
});

it.each(['../secret', 'cats/../../secret', '/etc/passwd', 'link', 'up/secret', '../in-other', 'a\0b'])(
  'reads and writes nothing by %j',
  async (path) => {
    await expect(root.existing(path, 'dataset_path')).rejects.toMatchObject(outside);
    await expect(root.writable(path, 'dataset_path')).rejects.toMatchObject(outside);
  },
);

it('says of a path that no disk has that nothing is there', async () => {
  await symlink('circle', join(around, 'in', 'circle'));
  for (const path of ['x'.repeat(300), 'cats/a.txt/b', 'circle/b'])
    await expect(root.existing(path, 'p')).rejects.toMatchObject({ code: 'not_found' });
  for (const path of [`${'x'.repeat(300)}/b`, 'cats/a.txt/b'])
    await expect(root.writable(path, 'p')).rejects.toMatchObject({ code: 'invalid_argument', param: 'p' });
  await expect(root.writable('circle', 'p')).rejects.toMatchObject({ code: 'path_outside_root' });
});

it('says what is missing without naming the path', async () => {
  const missing = root.existing('dogs', 'dataset_path');
  await expect(missing).rejects.toMatchObject({ code: 'not_found', param: 'dataset_path' });
  await expect(missing).rejects.not.toThrow(around);
});

it('makes the folders that lead to a new file', async () => {
  const path = await root.writable('reports/2026/a.json', 'p');
  expect(path).toBe(join(around, 'in', 'reports', '2026', 'a.json'));
  expect((await stat(join(around, 'in', 'reports', '2026'))).isDirectory()).toBe(true);
});

it('makes folders with its own rights', async () => {
  const mine = new Root('the state', join(around, 'in'), 0o700);
  await mine.writable('a/b/c.json', 'p');
  for (const made of ['a', 'a/b']) expect((await stat(join(around, 'in', made))).mode & 0o777).toBe(0o700);
});

it('makes no folder through a link that leads out', async () => {
  await expect(root.writable('up/new/deep.json', 'dataset_path')).rejects.toMatchObject(outside);
  await expect(stat(join(around, 'new'))).rejects.toThrow('ENOENT');
});

it('knows that it is not on this machine', async () => {
  const away = new Root('the outputs', join(around, 'away'));
  await expect(away.isMounted()).resolves.toBe(false);
  await expect(away.existing('a', 'p')).rejects.toMatchObject({ code: 'not_found' });
  await expect(away.writable('a', 'p')).rejects.toMatchObject({ code: 'root_not_mounted' });
});
