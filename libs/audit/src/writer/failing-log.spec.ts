import { stat } from 'node:fs/promises';
import { FailingDisk } from '../fixtures/failing-disk.js';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import { verifyAudit } from '../verify/verify-audit.js';
import type { AuditLog } from './audit-log.js';

const fixture = new LogFixture();
const UNAVAILABLE = { code: 'audit_unavailable' };
let disk: FailingDisk;

beforeEach(async () => {
  disk = new FailingDisk();
  await fixture.begin();
});
afterEach(() => {
  disk.heal();
  return fixture.end();
});

const open = (limits = {}) => fixture.open({ files: disk, limits });

/** Resolves when the log has come back by itself. */
async function recovered(log: AuditLog): Promise<void> {
  while (!log.state.accepting) await new Promise((resolve) => setImmediate(resolve));
}

describe('group commit', () => {
  it('puts appends of one moment on the disk with one write and one sync', async () => {
    const log = await open();
    disk.counts.clear();
    await Promise.all(Array.from({ length: 100 }, (_, n) => log.append(anEntry(n))));
    expect([disk.counts.get('append'), disk.counts.get('sync')]).toEqual([1, 1]);
  });
});

describe('a log whose disk fails', () => {
  it.each(['append', 'sync'] as const)(
    'refuses all that waits when the %s fails, then all new',
    async (step) => {
      const log = await open();
      await log.append(anEntry());
      disk.fail(step, 'EIO');
      const waiting = Array.from({ length: 300 }, (_, n) => log.append(anEntry(n)));
      for (const one of await Promise.allSettled(waiting)) {
        expect(one).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
      }
      await expect(log.appendOutcome(anEntry())).rejects.toMatchObject(UNAVAILABLE);
      expect(log.state).toMatchObject({ accepting: false, problem: 'the disk failed (EIO)' });
    },
  );

  it.each(['append', 'sync'] as const)('is cut back and goes on by itself once %s works', async (step) => {
    const log = await open();
    await log.append(anEntry());
    disk.fail(step, 'EIO');
    await expect(log.append(anEntry())).rejects.toMatchObject(UNAVAILABLE);
    disk.heal();
    await recovered(log);
    expect(await fixture.lines()).toHaveLength(1);
    expect(await log.append(anEntry())).toMatchObject({ seq: 2 });
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: 2 });
  });

  it('stays closed while its probe fails', async () => {
    const log = await open();
    disk.fail('sync', 'EIO');
    await expect(log.append(anEntry())).rejects.toMatchObject(UNAVAILABLE);
    disk.heal();
    disk.fail('allocate', 'EROFS');
    while (!log.state.problem?.includes('EROFS')) await new Promise((resolve) => setImmediate(resolve));
    await expect(log.append(anEntry())).rejects.toMatchObject(UNAVAILABLE);
  });

  it.each(['append', 'sync'] as const)(
    'takes a hanging %s for failed and waits for its end',
    async (step) => {
      const log = await open({ writeTimeoutMs: 30 });
      await log.append(anEntry());
      const release = disk.hang(step);
      await expect(log.append(anEntry(1))).rejects.toMatchObject(UNAVAILABLE);
      expect(log.state.problem).toBe('the disk did not answer within 30 ms');
      release();
      await recovered(log);
      expect(await log.append(anEntry(2))).toMatchObject({ seq: 2, resource: 'service/s2' });
      expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: 2 });
    },
  );

  it('survives a rotation that fails at the rename, and one that fails at the new file', async () => {
    for (const step of ['rename', 'openAppend'] as const) {
      const log = await open({ fileBytes: 300 });
      await log.append(anEntry());
      disk.fail(step, 'EIO');
      await expect(log.append(anEntry())).rejects.toMatchObject(UNAVAILABLE);
      disk.heal();
      await recovered(log);
      await log.append(anEntry());
      await log.close();
      expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true });
    }
  });

  it('can be closed while a write hangs, and frees the lock', async () => {
    const log = await open({ writeTimeoutMs: 20 });
    const release = disk.hang('sync');
    await expect(log.append(anEntry())).rejects.toMatchObject(UNAVAILABLE);
    await expect(log.close()).rejects.toThrow('did not answer');
    release();
    expect(await fixture.names()).not.toContain('audit.lock');
  });
});

describe('a log whose disk is full', () => {
  it('writes outcomes into the reserve, refuses the rest, and takes the reserve back when there is room', async () => {
    const log = await open();
    await log.append(anEntry());
    const reserve = fixture.path('audit.reserve');
    expect((await stat(reserve)).size).toBe(4_096);
    disk.fail('append', 'ENOSPC');
    disk.fail('allocate', 'ENOSPC');
    const removed = disk.counts.get('remove') ?? 0;
    const outcome = log.appendOutcome(anEntry(2));
    const intent = log.append(anEntry(3, { result: 'intent' }));
    await expect(intent).rejects.toMatchObject(UNAVAILABLE);
    await expect(outcome).rejects.toMatchObject(UNAVAILABLE);
    expect(disk.counts.get('remove')).toBeGreaterThan(removed);
    expect(log.state).toMatchObject({ accepting: false, space: 'full', reserve: 'released' });
    disk.heal();
    await recovered(log);
    expect(log.state).toMatchObject({ space: 'ok', reserve: 'ready' });
    expect((await stat(reserve)).size).toBe(4_096);
  });

  it('still takes outcomes when free space is under the threshold, without touching the reserve', async () => {
    const log = await open({ refuseBytes: Number.MAX_SAFE_INTEGER });
    expect(log.state).toMatchObject({ accepting: false, space: 'full', problem: 'the disk is almost full' });
    await expect(log.append(anEntry())).rejects.toMatchObject(UNAVAILABLE);
    expect(await log.appendOutcome(anEntry())).toMatchObject({ seq: 1 });
  });

  it('says that space is low before it refuses', async () => {
    const log = await open({ lowBytes: Number.MAX_SAFE_INTEGER });
    expect(log.state).toMatchObject({ accepting: true, space: 'low' });
  });
});
