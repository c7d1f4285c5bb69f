import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog, readAudit } from '@app/audit';
import { createLogger } from '@app/http';
import { AuditUses } from './audit-uses.js';
import { AuditVerifier } from './audit-verifier.js';

const caller = { client: { id: 'ann' }, requestId: 'req-1' };
const { signal } = new AbortController();
let folder: string;
let audit: AuditLog;
let verifier: AuditVerifier;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  audit = await AuditLog.open({ folder });
  verifier = new AuditVerifier(folder, audit, new AuditUses(audit, createLogger('ops', 'silent')));
  for (const resource of ['a', 'b', 'c'])
    await audit.append({ action: 'up', resource, actor: 'ann', result: 'ok' });
});
afterEach(async () => {
  await audit.close();
  await rm(folder, { recursive: true });
});

it('a broken event is found while the log is written, and the finding is in the audit', async () => {
  const path = join(folder, 'audit.log');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"resource":"b"', '"resource":"x"'));
  const found = await verifier.verify({}, caller, signal);
  expect(found).toMatchObject({ ok: false, from: 1, to: 3, problem: { kind: 'edited', seq: 2 } });
  const [event] = await readAudit(folder, { limit: 1 });
  expect(event).toMatchObject({
    action: 'audit_verify',
    actor: 'ann',
    correlation_id: 'req-1',
    result: 'error',
    metadata: { problem: { kind: 'edited', line: 2 } },
  });
});

it('a second one at the same time is refused, and taken when the first has ended', async () => {
  const first = verifier.verify({}, caller, signal);
  await expect(verifier.verify({}, caller, signal)).rejects.toMatchObject({ code: 'audit_being_verified' });
  await first;
  expect(await verifier.verify({ from: 2, to: 900 }, caller, signal)).toMatchObject({
    ok: true,
    to: 4,
    complete: true,
  });
});

it('a caller who has left does not keep the next one out', async () => {
  await expect(verifier.verify({}, caller, AbortSignal.abort())).rejects.toThrow('aborted');
  expect(await verifier.verify({}, caller, signal)).toMatchObject({ ok: true });
});
