import { auditTrail } from '@app/audit';
import { closeRedis, openRedis, type Redis } from '@app/jobs';
import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startOperations, type Operations } from './operations.ts';
import { startOpsProcess, type OpsProcess } from './ops-process.ts';

/** Takes its time to stop, so that Redis is full before a restart of it has ended. */
const SLOW = serviceEntry('slow', BUSYBOX_IMAGE, "trap 'sleep 3; exit 0' TERM");
const REFUSALS = ['queue_full', 'queue_unavailable'];
let ops: Operations;
let redis: Redis;
let process: OpsProcess;

beforeAll(async () => {
  ops = await startOperations([], { entries: SLOW, recorded: true, opsApart: true });
  process = await startOpsProcess(ops.opsEnv);
  redis = openRedis(ops.redis.url, 'patient', () => undefined);
}, 90_000);
afterAll(async () => {
  closeRedis(redis);
  await process?.stop();
  await ops?.close();
}, 60_000);

const restart = (headers: Record<string, string> = {}) =>
  ops.call('POST', `${process.url}/services/slow/restart`, { body: { confirm: true }, headers });

/** By then its worker has something to tell that Redis has no room for. */
async function restartedSince(asked: number): Promise<void> {
  for (;;) {
    const { body } = await ops.call('GET', `${process.url}/services/slow`);
    const [container] = (body as unknown as { containers: { started_at: string }[] }).containers;
    if (Date.parse(container?.started_at ?? '') > asked) return;
  }
}

const restarts = () => ops.recorded?.changes.filter(({ path }) => path.includes('/restart')) ?? [];

it('a full Redis refuses changes, lets what runs end, and nothing runs twice', async () => {
  const asked = Date.now();
  const calling = ops.recorded?.called(({ path }) => path.includes('/restart'));
  const { body } = await restart({ prefer: 'respond-async' });
  await calling;
  await redis.config('SET', 'maxmemory', '1');
  for (let request = 0; request < 5; request++) {
    const refused = await restart();
    expect(refused.status).toBe(503);
    expect(REFUSALS).toContain(refused.body['code']);
  }
  await restartedSince(asked);
  expect(process.complaints).toBeLessThan(20);
  await redis.config('SET', 'maxmemory', '0');
  const outcome = await ops.audited(({ metadata }) => metadata['intent'] === body['job']);
  expect(outcome).toMatchObject({ result: 'ok' });
  expect(restarts()).toHaveLength(1);
  expect(await restart()).toMatchObject({ status: 200 });
  expect(restarts()).toHaveLength(2);

  const events = await ops.audit();
  const intents = events.filter(({ result }) => result === 'intent');
  expect(intents.length).toBeGreaterThanOrEqual(7);
  for (const { event_id } of intents) {
    const [, ...said] = await auditTrail(ops.auditFolder, event_id);
    expect(said).toHaveLength(1);
  }
}, 120_000);
