import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readdir, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AuditLog, readAudit, verifyAudit, type AuditEntry } from '@app/audit';

const run = promisify(execFile);
const DISK = 1_048_576;
const RESERVE = 131_072;
const UNAVAILABLE = { code: 'audit_unavailable' };
const INTENT: AuditEntry = { action: 'restart', resource: 'service/web', actor: 'ann', result: 'intent' };
const OUTCOME: AuditEntry = { ...INTENT, result: 'ok', metadata: { evidence: 'x'.repeat(4_000) } };

let disk: string;
let log: AuditLog;

/** A disk of one mebibyte of its own; mounting needs root, and the test fails without it. */
beforeEach(async () => {
  disk = await mkdtemp(join(tmpdir(), 'audit-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', disk]);
  log = await open();
});
afterEach(async () => {
  await log.close();
  await run('umount', [disk]);
  await rmdir(disk);
});

const folder = () => join(disk, 'log');
const open = (refuseBytes = 0) =>
  AuditLog.open({
    folder: folder(),
    limits: { reserveBytes: RESERVE, lowBytes: 0, refuseBytes, checkMs: 20 },
  });

const filler = () => join(disk, 'filler');

async function fill(leave = 0): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  await writeFile(filler(), Buffer.alloc(bavail * bsize - leave));
}

/** Appends until the log refuses; returns how many were taken. */
async function untilRefused(append: () => Promise<unknown>): Promise<number> {
  for (let taken = 0; ; taken++) {
    const error: unknown = await append().then(
      () => undefined,
      (failure: unknown) => failure,
    );
    if (error === undefined) continue;
    expect(error).toMatchObject(UNAVAILABLE);
    return taken;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a log on a full disk', () => {
  it('refuses intents, still writes outcomes, still reads, and goes on when there is room', async () => {
    await log.append(INTENT);
    await fill();
    const taken = await untilRefused(() => log.append(INTENT));
    expect(log.state).toMatchObject({ accepting: false, space: 'full', reserve: 'ready' });

    const outcomes = Array.from({ length: 10 }, () => log.appendOutcome(OUTCOME));
    expect(await Promise.all(outcomes)).toHaveLength(10);
    expect(log.state).toMatchObject({ accepting: false, reserve: 'released' });
    await expect(log.append(INTENT)).rejects.toMatchObject(UNAVAILABLE);
    expect(await readAudit(folder(), { limit: 10 })).toHaveLength(10);

    await rm(filler());
    await until(() => log.state.accepting);
    expect(log.state).toMatchObject({ space: 'ok', reserve: 'ready' });
    expect(await log.append(INTENT)).toMatchObject({ seq: taken + 12 });
    const anchors = { head: log.head(), publicKey: log.publicKey };
    expect(await verifyAudit(folder(), anchors)).toMatchObject({ ok: true, events: taken + 12 });
  });

  it('keeps the chain whole when even the reserve is used up', async () => {
    await fill();
    await untilRefused(() => log.append(INTENT));
    const outcomes = await untilRefused(() => log.appendOutcome(OUTCOME));
    expect(outcomes).toBeGreaterThan(RESERVE / 8_192);
    expect(await verifyAudit(folder())).toMatchObject({ ok: true, last_seq: log.state.seq });
    await rm(filler());
    await until(() => log.state.accepting);
    await log.append(INTENT);
    expect(await verifyAudit(folder())).toMatchObject({ ok: true });
  });

  it('can be opened, also with a torn last line, and takes outcomes', async () => {
    await log.append(INTENT);
    await log.close();
    await appendFile(join(folder(), 'audit.log'), '{"action":"rest');
    await fill();
    log = await open();
    expect(log.state).toMatchObject({ accepting: false, space: 'full' });
    await expect(log.append(INTENT)).rejects.toMatchObject(UNAVAILABLE);
    expect(await log.appendOutcome(OUTCOME)).toMatchObject({ seq: 2 });
    expect((await readdir(folder())).some((name) => name.includes('.torn-'))).toBe(true);
    expect(await verifyAudit(folder())).toMatchObject({ ok: true, events: 2 });
  });

  it('refuses intents already below its threshold, without a write that fails', async () => {
    await log.close();
    log = await open(RESERVE);
    await log.append(INTENT);
    await fill(RESERVE / 2);
    await until(() => !log.state.accepting);
    await expect(log.append(INTENT)).rejects.toMatchObject(UNAVAILABLE);
    await log.appendOutcome(OUTCOME);
    expect(log.state).toMatchObject({ space: 'full', reserve: 'ready' });
  });
});
