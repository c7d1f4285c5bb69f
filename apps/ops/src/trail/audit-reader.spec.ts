import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { AuditLog, type AuditAction } from '@app/audit';
import type { AuditQueryDto } from './audit.dto.js';
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
  await add('other/quiet/');
});
afterAll(async () => {
  await audit.close();
  await rm(folder, { recursive: true });
});

async function add(resource: string, action: AuditAction = 'tool_call'): Promise<void> {
  await audit.append({ action, resource, actor: 'ann', result: 'ok', metadata: { resource: 'quiet/' } });
}
const resources = async (query: Pick<AuditQueryDto, 'action' | 'before'>) =>
  (await reader.newest({ resource_prefix: 'quiet/', ...query }, signal)).entries.map(
    ({ resource }) => resource,
  );

it('what begins alike is found, newest first, however much was done elsewhere since', async () => {
  expect(await resources({})).toEqual(['quiet/', 'quiet/second', 'quiet/first']);
  expect(await resources({ action: 'tool_call' })).toEqual(['quiet/second', 'quiet/first']);
});

it('a page ends at its limit, says how many there are, and the next goes on before it', async () => {
  const query = { resource_prefix: 'quiet/', limit: 2, count: 'true' } as const;
  const { entries, total } = await reader.newest(query, signal);
  expect(entries).toHaveLength(2);
  expect(total).toBe(3);
  expect(await resources({ before: entries[1]?.seq ?? 0 })).toEqual(['quiet/first']);
});

it('an export holds what begins alike', async () => {
  const lines = await text(reader.everything({ resource_prefix: 'quiet/' }, 'jsonl'));
  expect(lines.trimEnd().split('\n')).toHaveLength(3);
});
