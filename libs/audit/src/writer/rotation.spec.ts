import { appendFile, rename, rm, writeFile } from 'node:fs/promises';
import type { Clock } from '@app/kernel';
import { rotatedFiles } from '../folder/audit-folder.js';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import { verifyAudit } from '../verify/verify-audit.js';

const fixture = new LogFixture();
const SMALL = { fileBytes: 2_000 };

beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

const opening = async (name: string) => JSON.parse((await fixture.lines(name))[0] ?? '') as object;

describe('rotation', () => {
  it('names a whole file by its events and opens the next with its link', async () => {
    await fixture.write(8, SMALL);
    const [first] = await rotatedFiles(fixture.folder);
    expect(first?.first).toBe(1);
    const last = JSON.parse((await fixture.lines(first?.name)).at(-1) ?? '') as { hash: string };
    expect(await opening('audit.log')).toMatchObject({
      action: 'audit_rotate',
      prev_hash: last.hash,
      metadata: { previous_file: first?.name, last_seq: first?.last, last_hash: last.hash },
    });
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, files: 2 });
  });

  it('recovers from a crash after the rename, before there is a new file', async () => {
    await fixture.write(4);
    await rename(fixture.path(), fixture.path('audit.log.1-4'));
    const log = await fixture.open();
    expect(await log.append(anEntry())).toMatchObject({ seq: 6 });
    expect(await opening('audit.log')).toMatchObject({ seq: 5, action: 'audit_rotate' });
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: 6 });
  });

  it('recovers from a crash after the new file was made, before its first record was whole', async () => {
    await fixture.write(4);
    await rename(fixture.path(), fixture.path('audit.log.1-4'));
    await writeFile(fixture.path(), '{"action":"audit_rot');
    const log = await fixture.open();
    await log.append(anEntry());
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: 6, torn_pieces: 1 });
  });

  it('leaves an empty log alone', async () => {
    await writeFile(fixture.path(), '');
    const log = await fixture.open();
    expect(await log.append(anEntry())).toMatchObject({ seq: 1 });
  });
});

describe('retention', () => {
  it('removes the oldest whole files when all are too large, and the record says which', async () => {
    await fixture.write(40, { ...SMALL, keepBytes: 5_000 });
    const files = await rotatedFiles(fixture.folder);
    expect(files.length).toBeLessThan(4);
    expect(files[0]?.first).toBeGreaterThan(1);
    const report = await verifyAudit(fixture.folder);
    expect(report).toMatchObject({ ok: true, first_seq: files[0]?.first });
    const log = await fixture.open();
    expect(log.head().count).toBe(report.events);
    expect(await verifyAudit(fixture.folder, { head: log.head(), publicKey: log.publicKey })).toMatchObject({
      ok: true,
    });
  });

  it('removes whole files that are too old when the log is opened', async () => {
    await fixture.write(8, SMALL);
    const inAYear: Clock = { now: () => Date.now() + 366 * 86_400_000, monotonic: () => 0 };
    await fixture.open({ clock: inAYear });
    expect(await rotatedFiles(fixture.folder)).toEqual([]);
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true });
  });

  it('does not let a removal by hand pass for one of its own', async () => {
    await fixture.write(40, { ...SMALL, keepBytes: 8_000 });
    const [oldest] = await rotatedFiles(fixture.folder);
    await rm(fixture.path(oldest?.name));
    expect((await verifyAudit(fixture.folder)).problem?.kind).toBe('gap');
  });

  it('keeps a whole file whose end is damaged', async () => {
    await fixture.write(8, SMALL);
    const [oldest] = await rotatedFiles(fixture.folder);
    await appendFile(fixture.path(oldest?.name), 'evidence\n');
    await fixture.open({ limits: { keepBytes: 0 } });
    expect((await rotatedFiles(fixture.folder))[0]).toEqual(oldest);
  });
});
