import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { WatchedFile } from './watched-file.js';

const schema = z.strictObject({ name: z.string().default('nobody') });
type Seen = { changed: string } | { refused: string };

async function setup(first?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'watched-'));
  const path = join(folder, 'app.yaml');
  if (first !== undefined) await writeFile(path, first);
  const file = await WatchedFile.open(path, schema);
  let report: (seen: Seen) => void = () => undefined;
  await file.follow({
    changed: ({ name }) => report({ changed: name }),
    refused: (error) => report({ refused: error.problems.join() }),
  });
  const next = () => new Promise<Seen>((resolve) => (report = resolve));
  const end = async () => {
    await file.close();
    await rm(folder, { recursive: true });
  };
  return { path, file, next, end };
}

describe('WatchedFile', () => {
  it('follows a change written in place', async () => {
    const { path, file, next, end } = await setup('name: ann\n');
    const seen = next();
    await writeFile(path, 'name: bob\n');
    expect(await seen).toEqual({ changed: 'bob' });
    expect(file.content.name).toBe('bob');
    await end();
  });

  it('follows a file that is put in place of the old one', async () => {
    const { path, next, end } = await setup('name: ann\n');
    const seen = next();
    await writeFile(`${path}.new`, 'name: cid\n');
    await rename(`${path}.new`, path);
    expect(await seen).toEqual({ changed: 'cid' });
    await end();
  });

  it('follows a file that was absent at first', async () => {
    const { path, file, next, end } = await setup();
    expect(file.content.name).toBe('nobody');
    const seen = next();
    await writeFile(path, 'name: dan\n');
    expect(await seen).toEqual({ changed: 'dan' });
    await end();
  });

  it('keeps the last good content when the new one is refused', async () => {
    const { path, file, next, end } = await setup('name: ann\n');
    const seen = next();
    await writeFile(path, 'name: [1\n');
    expect(await seen).toEqual({ refused: expect.stringMatching(/^line/) });
    expect(file.content.name).toBe('ann');
    await end();
  });

  it('refuses wrong content at the first reading', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'watched-'));
    await writeFile(join(folder, 'app.yaml'), 'name: 7\n');
    await expect(WatchedFile.open(join(folder, 'app.yaml'), schema)).rejects.toBeInstanceOf(ConfigError);
    await rm(folder, { recursive: true });
  });
});
