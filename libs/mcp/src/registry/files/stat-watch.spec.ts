import { chmod, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { RegistryFolder } from '../fixtures/registry-folder.js';
import { StatWatch } from './stat-watch.js';

const EVERY_MS = 20;

async function setup() {
  const folder = await RegistryFolder.create({ file: 'one' });
  let told = 0;
  let tell: () => void = () => undefined;
  const watch = new StatWatch(
    () => [folder.file('file')],
    () => {
      told++;
      tell();
      return Promise.resolve();
    },
    EVERY_MS,
  );
  await watch.start();
  return {
    path: folder.file('file'),
    count: () => told,
    next: () => new Promise<void>((resolve) => (tell = resolve)),
    async [Symbol.asyncDispose]() {
      await watch.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

it.each<[string, (path: string) => Promise<void>]>([
  ['its text', (path) => writeFile(path, 'two')],
  ['its mode alone', (path) => chmod(path, 0o600)],
  ['its being there', (path) => rm(path)],
])('tells of a file that became another in %s', async (_what, change) => {
  await using watched = await setup();
  const told = watched.next();
  await change(watched.path);
  await told;
  expect(watched.count()).toBe(1);
});

it('waits until a file that is being written stays as it is', async () => {
  await using watched = await setup();
  const told = watched.next();
  for (let part = 0; part < 50; part++) {
    await writeFile(watched.path, 'x', { flag: 'a' });
    await pause(EVERY_MS / 10);
  }
  const early = watched.count();
  await told;
  expect([early, watched.count()]).toEqual([0, 1]);
});

it('tells nothing of a file that nobody touches, nor after it was closed', async () => {
  const watched = await setup();
  await pause(5 * EVERY_MS);
  await watched[Symbol.asyncDispose]();
  await pause(5 * EVERY_MS);
  expect(watched.count()).toBe(0);
});
