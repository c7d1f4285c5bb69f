import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Root } from '../places/index.js';
import { ConfigStore } from './config-store.js';

let folder: string;
let store: ConfigStore;
const config = { config: { name: 'cats' } };

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-configs-')));
  await mkdir(join(folder, 'in'));
  store = new ConfigStore(new Root('the configs', join(folder, 'in')));
});
afterEach(() => rm(folder, { recursive: true }));

it('keeps configs by name, and lists them sorted', async () => {
  for (const name of ['zebra v2', 'cats', 'Ünder_score-1.5']) await store.write(name, config);
  await writeFile(join(folder, 'in', 'notes.txt'), 'no config');
  await writeFile(join(folder, 'in', '.hidden.yaml'), 'a: 1');
  await mkdir(join(folder, 'in', 'folder.yaml'));
  await expect(store.names()).resolves.toEqual(['cats', 'zebra v2', 'Ünder_score-1.5']);
  await expect(store.read('zebra v2')).resolves.toMatchObject({ config });
});

it('says what it replaces, and leaves no other file behind, readable for the trainer', async () => {
  await expect(store.write('cats', config)).resolves.toMatchObject({ replaced: false });
  const again = await store.write('cats', { config: { name: 'dogs' } });
  expect(again).toEqual({ path: join(folder, 'in', 'cats.yaml'), replaced: true });
  expect(await readdir(join(folder, 'in'))).toEqual(['cats.yaml']);
  expect(await readFile(again.path, 'utf8')).toContain('name: "dogs"');
  expect((await stat(again.path)).mode & 0o777).toBe(0o644);
});

it('takes a name as long as a file may have, in any alphabet', async () => {
  for (const name of ['x'.repeat(100), '猫'.repeat(66)]) await store.write(name, config);
  await expect(store.names()).resolves.toHaveLength(2);
});

it('says that a config is missing', async () => {
  await expect(store.read('cats')).rejects.toMatchObject({ code: 'config_not_found', param: 'config_name' });
});

it.each([
  '../secret',
  '/etc/passwd',
  'a/b',
  'a\\b',
  '..',
  '.',
  '',
  ' a',
  'a.',
  'a\n',
  'a\0',
  'x'.repeat(101),
  '猫'.repeat(70),
])('reads and writes no file of the name %j', async (name) => {
  await writeFile(join(folder, 'secret.yaml'), 'a: secret');
  const refused = { code: 'invalid_argument' };
  await expect(store.read(name)).rejects.toMatchObject(refused);
  await expect(store.write(name, config)).rejects.toMatchObject(refused);
  expect(await readdir(folder)).toEqual(['in', 'secret.yaml']);
});

it('follows no link out of its folder', async () => {
  await writeFile(join(folder, 'secret.yaml'), 'a: secret');
  await symlink(join(folder, 'secret.yaml'), join(folder, 'in', 'link.yaml'));
  const refused = { code: 'path_outside_root' };
  await expect(store.read('link')).rejects.toMatchObject(refused);
  await expect(store.write('link', config)).rejects.toMatchObject(refused);
  await expect(store.names()).resolves.toEqual([]);
});

it('says that its folder is not on this machine', async () => {
  const away = new ConfigStore(new Root('the configs', join(folder, 'away')));
  const refused = { code: 'root_not_mounted' };
  await expect(away.names()).rejects.toMatchObject(refused);
  await expect(away.read('cats')).rejects.toMatchObject(refused);
  await expect(away.write('cats', config)).rejects.toMatchObject(refused);
});
