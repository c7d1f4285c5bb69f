import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AuditShipper, INBOX_STREAM, verifyAudit, type AuditEvent } from '@app/audit';
import { closeRedis, openRedis, type Redis } from '@app/jobs';
import { eventually } from '../redis/job-bench.js';
import { ready } from '../redis/ready.js';
import { startOpsProcess, type OpsProcess } from './ops-process.ts';
import { opsSurroundings, type OpsSurroundings } from './ops-surroundings.ts';

const SENDERS = ['router', 'gateway'];
const EACH = 100;
let ops: OpsSurroundings;
let redis: Redis;
let process: OpsProcess | undefined;

beforeAll(async () => {
  ops = await opsSurroundings();
  redis = openRedis(ops.redis.url, 'prompt', () => undefined);
  await ready(redis);
}, 90_000);
afterAll(async () => {
  await process?.stop();
  closeRedis(redis);
  await ops?.close();
}, 60_000);

const anEvent = (number: number) => ({
  action: 'tool_call' as const,
  resource: `tool/${number}`,
  actor: 'ann',
  result: 'ok' as const,
  correlation_id: `req-${number}`,
  metadata: { number },
});

async function ship(sender: string, from = 0): Promise<void> {
  const shipper = new AuditShipper(redis, { sender });
  for (let number = from; number < from + EACH; number++) await shipper.ship(anEvent(number));
}

const shippedBy = (events: readonly AuditEvent[], sender: string) =>
  events.filter(({ metadata }) => metadata['shipped_by'] === sender);

const left = () => redis.xlen(INBOX_STREAM);

it('200 events that were shipped while ops was stopped, and ops killed again and again while it takes them in, are each in the log once and in order', async () => {
  await Promise.all(SENDERS.map((sender) => ship(sender)));
  for (let kills = 0; kills < 3; kills++) {
    process = await startOpsProcess(ops.opsEnv);
    await pause(Math.random() * 60);
    await process.kill();
  }
  process = await startOpsProcess(ops.opsEnv);
  await eventually(left, (length) => length === 0);
  const events = await ops.audit();
  for (const sender of SENDERS) {
    const numbers = shippedBy(events, sender).map(({ metadata }) => metadata['number']);
    expect(numbers).toEqual(Array.from({ length: EACH }, (_, number) => number));
  }
  expect(await verifyAudit(ops.auditFolder)).toMatchObject({ ok: true });
}, 60_000);

it('an event that is already in the log is not written again when it comes back', async () => {
  const [event] = shippedBy(await ops.audit(), 'router');
  const { action, resource, actor, result, metadata } = event as AuditEvent;
  const again = JSON.stringify({ action, resource, actor, result, metadata });
  await redis.xadd(INBOX_STREAM, '*', 'entry', again);
  await eventually(left, (length) => length === 0);
  const about = (await ops.audit()).filter(({ metadata: of }) => of['shipped_id'] === metadata['shipped_id']);
  expect(about).toHaveLength(1);
});

it('what is no event is set aside and holds up nothing, nor can it forge a record of the log', async () => {
  await redis.xadd(INBOX_STREAM, '*', 'entry', '{"action":"tool_call"}');
  await redis.xadd(INBOX_STREAM, '*', 'nothing', 'of ours');
  const shipper = new AuditShipper(redis, { sender: 'training' });
  await expect(shipper.ship({ ...anEvent(1), action: 'audit_rotate' })).rejects.toThrow('audit_rotate');
  const id = await shipper.ship(anEvent(1));
  await ops.audited(({ metadata }) => metadata['shipped_id'] === id);
  const kept = await readFile(join(ops.auditFolder, 'inbox.quarantine'), 'utf8');
  expect(
    kept
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toMatchObject([
    { seen: expect.stringContaining('tool_call') as string },
    { seen: expect.stringContaining('of ours') as string },
  ]);
  expect(await left()).toBe(0);
});

it('a sender whose Redis is away is told within seconds that the event is not kept', async () => {
  await ops.redis.kill();
  const shipper = new AuditShipper(redis, { sender: 'router' });
  await expect(shipper.ship(anEvent(1))).rejects.toMatchObject({ code: 'audit_unavailable' });
  await ops.redis.revive();
});
