import { chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { RegistryFolder } from '../fixtures/registry-folder.js';
import { replaceFile } from './replace-file.js';

it('puts the new text in place of the old one, and keeps the mode', async () => {
  await using folder = await RegistryFolder.create({ 'servers.txt': 'old' });
  await chmod(folder.file('servers.txt'), 0o604);
  await replaceFile(folder.file('servers.txt'), 'new');
  expect(await readFile(folder.file('servers.txt'), 'utf8')).toBe('new');
  expect((await stat(folder.file('servers.txt'))).mode & 0o777).toBe(0o604);
});

it('leaves nothing behind when it cannot, and says nothing of where that was', async () => {
  await using folder = await RegistryFolder.create();
  await mkdir(folder.file('servers.txt'));
  const failure = await replaceFile(folder.file('servers.txt'), 'new').catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'registry_unwritable',
    message: 'servers.txt cannot be written: EISDIR',
  });
  expect(await readdir(folder.path)).toEqual(['servers.txt']);
});
