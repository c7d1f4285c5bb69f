import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readEnvironment } from '@app/config';
import { pino } from 'pino';
import { environment } from '../settings/environment.js';
import { Ends } from './ends.js';
import { openLocks } from './open-locks.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'router-locks-'));
  await mkdir(join(folder, 'mcp'));
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => {
  const variables = readEnvironment(environment, { DATA_DIR: folder });
  return openLocks({ variables, logger: pino({ level: 'silent' }) }, { warn: () => undefined }, new Ends());
};

it.each([
  ['torn', '{"version": 1, "tools": [', 'is not JSON'],
  ['of another form', '{"version": 2, "tools": []}', 'version'],
])('a lock that is %s keeps the router from starting, and says which file and why', async (_, text, why) => {
  await writeFile(join(folder, 'mcp', 'tool-locks.json'), text);
  const failure: unknown = await open().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConfigError);
  const { message } = failure as ConfigError;
  expect(message).toContain('tool-locks.json, the approved definitions of all tools');
  expect(message).toContain(why);
  expect(message).not.toContain(folder);
});

it('no lock yet is a good beginning', async () => {
  const locks = await open();
  expect(locks.waiting()).toEqual([]);
});
