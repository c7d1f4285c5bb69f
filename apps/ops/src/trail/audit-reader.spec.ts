import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog, type AuditAction } from '@app/audit';
import { AuditReader } from './audit-reader.js';

const { signal } = new AbortController();
let folder: string;
let audit: AuditLog;
let reader: AuditReader;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  audit = await AuditLog.open({ folder });
  reader = new AuditReader(folder);
  await add('quiet/first');
  await add('quiet/second');
  await add('quiet/', 'mcp_disable');
  // Newer ones that a careless search would take for its own: the text is in each of their lines.
  for (const resource of ['quiet2/tool', 'other/quiet/', 'Quiet/tool']) await add(resource);
});
afterAll(async () => {
  await audit.close();
  await rm(folder, { recursive: true });
});

async function add(resource: string, action: AuditAction = 'tool_call'): Promise<void> {
  await audit.append({ action, resource, actor: 'ann', result: 'ok', metadata: { resource: 'quiet/' } });
}
const resources = async (query: Parameters<AuditReader['under']>[1]) =>
  (await reader.under('quiet/', query, signal)).entries.map(({ resource }) => resource);

it('what begins alike is found, newest first, however much was done elsewhere since', async () => {
  expect(await resources({})).toEqual(['quiet/', 'quiet/second', 'quiet/first']);
  expect(await resources({ action: 'tool_call' })).toEqual(['quiet/second', 'quiet/first']);
});

it('a page ends at its limit, and the next goes on before it', async () => {
  const { entries } = await reader.under('quiet/', { limit: 2 }, signal);
  expect(entries).toHaveLength(2);
  expect(await resources({ before: entries[1]?.seq ?? 0 })).toEqual(['quiet/first']);
});

it.each([{ count: 'true' }, { format: 'csv' }, { actor: 'ann' }] as const)(
  'what it does not look at is refused, not passed over: %j',
  async (query) => {
    const [field] = Object.keys(query);
    await expect(resources(query)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(`not with ${field}`),
    });
  },
);
