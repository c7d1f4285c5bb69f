import { execFile } from 'node:child_process';
import { mkdtemp, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { auditTrail, readAudit, verifyAudit } from '@app/audit';
import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startOperations, type Operations } from './operations.ts';

const run = promisify(execFile);
/** More than the log wants to be left free, and less than two of it. */
const DISK = '24m';
let disk: string;
let ops: Operations;

/** A disk of its own for the audit; mounting needs root, and the test fails without it. */
beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'trail-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', disk]);
  // Takes its time to stop, so that the disk is full before a restart of it has ended.
  const slow = serviceEntry('slow', BUSYBOX_IMAGE, "trap 'sleep 4; exit 0' TERM");
  const entries = serviceEntry('web', BUSYBOX_IMAGE, 'echo up') + slow;
  ops = await startOperations(['web', 'slow'], { entries, recorded: true, opsEnv: { DATA_DIR: disk } });
}, 90_000);
afterAll(async () => {
  await ops?.close();
  await run('umount', [disk]);
  await rmdir(disk);
}, 60_000);

const folder = () => join(disk, 'ops-controller');
const filler = () => join(disk, 'filler');
const confirm = { body: { confirm: true } };

async function fill(): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  await writeFile(filler(), Buffer.alloc(bavail * bsize));
}

async function accepting(wanted: 0 | 1): Promise<void> {
  for (;;) {
    const response = await fetch(`${ops.url}/metrics`);
    if ((await response.text()).includes(`\nswitchyard_audit_accepting ${wanted}\n`)) return;
  }
}

const newest = () => readAudit(folder(), { limit: 1_000 });

it('a full disk refuses changes before anything is touched, keeps the outcome of what runs, and recovers', async () => {
  const running = await ops.call('POST', '/services/slow/restart', {
    ...confirm,
    headers: { prefer: 'respond-async' },
  });
  expect(running.status).toBe(202);
  await fill();
  await accepting(0);

  const before = ops.recorded?.changes.length;
  const refused = await ops.call('POST', '/services/web/restart', confirm);
  expect([refused.status, refused.body['code']]).toEqual([503, 'audit_unavailable']);
  const { body: waiting } = await ops.call('GET', '/jobs?state=waiting');
  expect(waiting['jobs']).toEqual([]);
  expect((await ops.call('GET', '/services/web')).body['state']).toBe('running');
  expect((await ops.call('GET', '/audit?limit=1')).status).toBe(200);

  const job = String(running.body['job']);
  let trail = await auditTrail(folder(), job);
  while (trail.length < 2) trail = await auditTrail(folder(), job);
  expect(trail.map(({ result }) => result)).toEqual(['intent', 'ok']);
  // The restart that was under way has its own calls; none is about the service that was refused.
  expect(ops.recorded?.changes.length).toBeLessThanOrEqual((before ?? 0) + 1);

  await rm(filler());
  await accepting(1);
  const { body } = await ops.call('POST', '/services/web/restart', confirm);
  expect(body).toMatchObject({ ok: true });
  expect(await verifyAudit(folder())).toMatchObject({ ok: true });
  const about = (await newest()).filter(({ resource }) => resource === 'local/web');
  expect(about.map(({ result }) => result)).toEqual(['ok', 'intent']);
}, 60_000);
