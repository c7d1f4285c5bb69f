import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog, readAudit } from '@app/audit';
import { createLogger } from '@app/http';
import { AuditUses } from './audit-uses.js';
import { AuditVerifications } from './audit-verifications.js';

const ann = { client: { id: 'ann' }, requestId: 'req-1' };
const eve = { client: { id: 'eve' }, requestId: 'req-2' };
let folder: string;
let audit: AuditLog;
let verifications: AuditVerifications;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-'));
  audit = await AuditLog.open({ folder, limits: { fileBytes: 4_000 } });
  const logger = createLogger('ops', 'silent');
  verifications = new AuditVerifications({ folder, audit, uses: new AuditUses(audit, logger), logger });
  const names = Array.from({ length: 40 }, (_, index) => `s${index + 1}`);
  for (const resource of names) await audit.append({ action: 'up', resource, actor: 'ann', result: 'ok' });
});
afterEach(async () => {
  await verifications.close();
  await audit.close();
  await rm(folder, { recursive: true });
});

/** Changes the newest event that has the word, in the file that is being written. */
async function edit(word: string, other: string): Promise<void> {
  const path = join(folder, 'audit.log');
  await writeFile(path, (await readFile(path, 'utf8')).replace(word, other));
}

const noted = async () =>
  (await readAudit(folder, { limit: 5 })).filter((one) => one.action === 'audit_verify');

/** One that has not ended by the time that the others are asked for: its first part is under way. */
function begin() {
  const begun = verifications.start({}, ann);
  const [running] = verifications.list();
  return { begun, id: running?.id ?? '' };
}

it('a range over several files that is whole ends as one event, with who asked for it', async () => {
  const found = await verifications.start({ from: 3, to: 900 }, ann);
  expect(found).toMatchObject({ state: 'intact', from: 3, started_by: 'ann', events: found.to - 2 });
  expect(found.verified_to).toBe(found.to);
  expect(await noted()).toMatchObject([
    {
      result: 'ok',
      actor: 'ann',
      correlation_id: 'req-1',
      metadata: { from: 3, to: found.to, state: 'intact' },
    },
  ]);
});

it('the first broken link is told with both hashes, and how far the chain holds', async () => {
  await edit('"resource":"s40"', '"resource":"x40"');
  const { broken, ...found } = await verifications.start({}, ann);
  const seq = broken?.seq ?? 0;
  expect(found).toMatchObject({ state: 'broken', verified_to: seq - 1, events: seq - 1 });
  expect([broken?.wanted_hash, broken?.found_hash]).toEqual([
    expect.stringMatching(/^[0-9a-f]{64}$/),
    expect.stringMatching(/^[0-9a-f]{64}$/),
  ]);
  const [event] = await noted();
  expect(event).toMatchObject({
    result: 'error',
    metadata: { verified_to: seq - 1, problem: { kind: 'edited' } },
  });
});

it('a log whose oldest events are gone without a record proves nothing of the rest', async () => {
  const first = (await readdir(folder)).find((name) => name.startsWith('audit.log.1-')) ?? '';
  await rm(join(folder, first));
  expect(await verifications.start({}, ann)).toMatchObject({ state: 'broken', verified_to: 0, events: 0 });
});

it('a second one is refused with the id of the first, and taken when that has ended', async () => {
  const { begun, id } = begin();
  await expect(verifications.start({}, eve)).rejects.toMatchObject({
    code: 'audit_being_verified',
    message: expect.stringContaining(id) as string,
  });
  await begun;
  expect(await verifications.start({}, eve)).toMatchObject({ state: 'intact', started_by: 'eve' });
});

it('one that is stopped is interrupted, with who stopped it, and stays so', async () => {
  const { begun, id } = begin();
  expect(verifications.get(id)).toMatchObject({ state: 'running', verified_to: 0 });
  const stopped = await verifications.cancel(id, eve);
  expect(stopped).toMatchObject({ state: 'interrupted', ended_at: expect.any(String) as string });
  expect(await begun).toEqual(stopped);
  expect(await verifications.cancel(id, ann)).toEqual(stopped);
  expect(await noted()).toMatchObject([
    {
      result: 'unknown',
      actor: 'ann',
      metadata: { state: 'interrupted', verified_to: 0, stopped_by: 'eve' },
    },
  ]);
});

it('one that runs when ops stops is interrupted, which is recorded', async () => {
  begin();
  await verifications.close();
  expect(verifications.list()).toMatchObject([{ state: 'interrupted' }]);
  expect(await noted()).toMatchObject([{ metadata: { state: 'interrupted' } }]);
});

it('files that cannot be read are a failure, not a broken chain, and no path is told', async () => {
  const kept = `${folder}-away`;
  await rename(folder, kept);
  const found = await verifications.start({}, ann);
  await rename(kept, folder);
  expect(found).toMatchObject({
    state: 'failed',
    failure: expect.stringContaining('could not be read') as string,
  });
  expect(JSON.stringify(found)).not.toContain(folder);
});

it('the newest ten are known, an older one is not', async () => {
  const first = await verifications.start({ to: 1 }, ann);
  for (let count = 0; count < 10; count += 1) await verifications.start({ to: 1 }, ann);
  expect(verifications.list()).toHaveLength(10);
  expect(() => verifications.get(first.id)).toThrow('ops knows of no verification of that id');
});

it('a range that there is not is refused by the name of its end', async () => {
  const beyond = verifications.start({ from: 9_000 }, ann);
  await expect(beyond).rejects.toMatchObject({ code: 'invalid_request', param: 'from' });
  await expect(verifications.start({ from: 5, to: 4 }, ann)).rejects.toMatchObject({ param: 'from' });
});
