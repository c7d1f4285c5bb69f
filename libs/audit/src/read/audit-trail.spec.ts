import { appendFile } from 'node:fs/promises';
import { rotatedFiles } from '../folder/audit-folder.js';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import type { AuditEvent } from '../index.js';
import { auditTrail, auditWalk } from './audit-trail.js';

const fixture = new LogFixture();
const SMALL = { fileBytes: 3_000 };
const NOBODY = '01a1fe4f-bc6f-7226-99b4-1a45197ce951';

beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

const seqs = (events: readonly AuditEvent[]) => events.map(({ seq }) => seq);

describe('the trail of an event', () => {
  it('is the event and what names it as its intent, oldest first, over files', async () => {
    const log = await fixture.open({ limits: SMALL });
    const intent = await log.append(anEntry(0, { result: 'intent' }));
    for (let number = 0; number < 20; number++) await log.append(anEntry(number));
    const named = { metadata: { intent: intent.event_id } };
    const first = await log.append(anEntry(1, { ...named, result: 'unknown' }));
    const second = await log.append(anEntry(2, named));
    expect((await rotatedFiles(fixture.folder)).length).toBeGreaterThan(1);
    expect(await auditTrail(fixture.folder, intent.event_id)).toEqual([intent, first, second]);
  });

  it('leaves out what only mentions the event', async () => {
    const log = await fixture.open();
    const intent = await log.append(anEntry(0));
    await log.append(anEntry(1, { metadata: { job: intent.event_id } }));
    expect(seqs(await auditTrail(fixture.folder, intent.event_id))).toEqual([1]);
  });

  it('is empty when there is no such event', async () => {
    const log = await fixture.open();
    await log.append(anEntry(0, { metadata: { intent: NOBODY } }));
    expect(await auditTrail(fixture.folder, NOBODY)).toEqual([]);
  });
});

describe('walking back over actions', () => {
  const walked = async (most = Infinity) => {
    const found: AuditEvent[] = [];
    for await (const event of auditWalk(fixture.folder, ['deploy', 'rollback'])) {
      if (found.push(event) >= most) break;
    }
    return seqs(found);
  };

  it('gives the newest first, over files, and stops with its reader', async () => {
    const log = await fixture.open({ limits: SMALL });
    const kept: number[] = [];
    for (let number = 0; number < 30; number++) {
      await log.append(anEntry(number));
      const action = number % 2 === 0 ? 'deploy' : 'rollback';
      kept.unshift((await log.append(anEntry(number, { action }))).seq);
    }
    expect(await walked()).toEqual(kept);
    expect(await walked(3)).toEqual(kept.slice(0, 3));
  });

  it('is not deceived by a text that looks like an action', async () => {
    const log = await fixture.open();
    await log.append(anEntry(0, { metadata: { action: 'deploy' } }));
    expect(await walked()).toEqual([]);
  });

  it('doubles nothing when the log rotates under it', async () => {
    const log = await fixture.open({ limits: { fileBytes: 6_000 } });
    for (let number = 0; number < 12; number++) await log.append(anEntry(number, { action: 'deploy' }));
    const found: number[] = [];
    for await (const { seq } of auditWalk(fixture.folder, ['deploy'])) {
      found.push(seq);
      for (let number = 0; number < 10 && found.length < 200; number++) await log.append(anEntry(number));
    }
    expect(found).toEqual([...new Set(found)].toSorted((one, other) => other - one));
    expect(found).toHaveLength(12);
  });

  it('finds a damaged line that it cannot pass over', async () => {
    await fixture.write(1);
    await appendFile(fixture.path(), '{"action":"deploy"}\n');
    await expect(walked()).rejects.toMatchObject({ code: 'audit_damaged' });
  });
});
