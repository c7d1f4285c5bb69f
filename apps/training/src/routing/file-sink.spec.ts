import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileSink } from './file-sink.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-sink-'));
});
afterEach(() => rm(folder, { recursive: true }));

const alerts = [{ severity: 'critical', category: '', message: 'NaN.' }] as const;
const sink = () => new FileSink(join(folder, 'alerts.jsonl'), () => new Date(0));

it('follows no link that took the place of the file since its path was checked', async () => {
  await writeFile(join(folder, 'elsewhere'), 'as it was');
  await symlink(join(folder, 'elsewhere'), join(folder, 'alerts.jsonl'));
  await expect(sink().deliver({ alerts })).rejects.toMatchObject({ code: 'delivery_failed' });
  await expect(readFile(join(folder, 'elsewhere'), 'utf8')).resolves.toBe('as it was');
});

it('writes what others on the machine may not read', async () => {
  await sink().deliver({ alerts });
  expect((await stat(join(folder, 'alerts.jsonl'))).mode & 0o007).toBe(0);
});
