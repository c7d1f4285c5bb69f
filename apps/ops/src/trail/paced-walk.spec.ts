import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog } from '@app/audit';
import { pacedWalk } from './paced-walk.js';
import { VerifiedReach } from './verified-reach.js';

let folder: string;
let audit: AuditLog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  audit = await AuditLog.open({ folder, limits: { fileBytes: 100_000 } });
  const append = (index: number) =>
    audit.append({ action: 'up', resource: `s${index}`, actor: 'ann', result: 'ok' });
  await Promise.all(Array.from({ length: 2_500 }, (_, index) => append(index)));
});
afterEach(async () => {
  await audit.close();
  await rm(folder, { recursive: true });
});

it('rests between its parts, where others have their turn and it can be stopped', async () => {
  const range = { from: 1, to: audit.state.seq };
  const reach = new VerifiedReach(range);
  const leave = new AbortController();
  const walk = pacedWalk({ folder, audit, reach, signal: leave.signal }, range);
  const stopped = expect(walk).rejects.toThrow('aborted');
  while (reach.to < 1_000) await new Promise(setImmediate);
  leave.abort();
  await stopped;
  expect(reach.to).toBe(1_000);
});

it('takes files that the writer closes in the middle for what they are', async () => {
  const range = { from: 1, to: audit.state.seq };
  const reach = new VerifiedReach(range);
  const { signal } = new AbortController();
  const walk = pacedWalk({ folder, audit, reach, signal }, range);
  while (reach.to < 1_000) await new Promise(setImmediate);
  const more = Array.from({ length: 1_000 }, (_, index) => `m${index}`);
  await Promise.all(
    more.map((resource) => audit.append({ action: 'up', resource, actor: 'ann', result: 'ok' })),
  );
  expect(await walk).toBeUndefined();
  expect(reach).toMatchObject({ to: range.to, events: range.to });
});
