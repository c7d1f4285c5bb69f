import { readFile, writeFile } from 'node:fs/promises';
import { rotatedFiles } from '../folder/audit-folder.js';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import type { AuditEvent } from '../index.js';
import { verifyAudit } from './verify-audit.js';

const fixture = new LogFixture();

beforeEach(async () => {
  await fixture.begin();
  await fixture.write(30, { fileBytes: 2_000 });
});
afterEach(() => fixture.end());

/** Changes one word in the event of that number, wherever it stands, and returns the event as it was. */
async function edit(seq: number, word: string, other: string): Promise<AuditEvent> {
  const file = (await rotatedFiles(fixture.folder)).find(({ first, last }) => first <= seq && seq <= last);
  const path = fixture.path(file?.name);
  const lines = (await readFile(path, 'utf8')).split('\n');
  const at = seq - (file?.first ?? 1);
  const was = lines[at] ?? '';
  await writeFile(path, lines.with(at, was.replace(word, other)).join('\n'));
  return JSON.parse(was) as AuditEvent;
}

describe('verifying a range', () => {
  it('reads no file that is wholly before or after it', async () => {
    const [oldest, second] = await rotatedFiles(fixture.folder);
    const from = (second?.first ?? 0) + 2;
    await edit(1, '"ann"', '"eve"');
    const report = await verifyAudit(fixture.folder, { from, to: from });
    expect(report).toMatchObject({ ok: true, files: 1, first_seq: second?.first, last_seq: from });
    expect((await verifyAudit(fixture.folder, { from: oldest?.last ?? 0, to: from })).ok).toBe(false);
  });

  it('that begins with a file looks at the event before as well, so that no link is left out', async () => {
    const [oldest, second] = await rotatedFiles(fixture.folder);
    await edit(oldest?.last ?? 0, '"ann"', '"eve"');
    const report = await verifyAudit(fixture.folder, { from: second?.first ?? 0 });
    expect(report.problem).toMatchObject({ kind: 'edited', file: oldest?.name });
  });

  it('tells of an edited event its number and both hashes', async () => {
    const { hash } = await edit(3, '"ann"', '"eve"');
    const { problem } = await verifyAudit(fixture.folder, { from: 2, to: 9 });
    expect(problem).toMatchObject({ kind: 'edited', seq: 3, wanted_hash: hash });
    expect(problem?.found_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(problem?.found_hash).not.toBe(hash);
  });

  it('does not take the events after it for missing ones', async () => {
    const log = await fixture.open();
    for (let number = 0; number < 3; number++) await log.append(anEntry(number));
    const head = log.head();
    expect(
      await verifyAudit(fixture.folder, { head, publicKey: log.publicKey, to: head.seq - 2 }),
    ).toMatchObject({
      ok: true,
      last_seq: head.seq - 2,
    });
    const whole = await verifyAudit(fixture.folder, { head, publicKey: log.publicKey, to: head.seq + 5 });
    expect(whole).toMatchObject({ ok: true, last_seq: head.seq });
  });

  it('stops when nobody waits for it any more', async () => {
    await expect(verifyAudit(fixture.folder, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });
});
