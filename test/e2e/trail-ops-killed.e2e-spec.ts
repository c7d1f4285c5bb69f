import { setTimeout as pause } from 'node:timers/promises';
import { AuditLog, verifyAudit, type AuditEvent } from '@app/audit';
import { startOpsProcess, type OpsProcess } from './ops-process.ts';
import { startOperations, type Operations } from './operations.ts';
import { times } from './times.ts';

const KILLS = times(3, 6);
/** Longer than a restart takes from the request to its end. */
const LATEST_KILL_MS = 500;
const SERVICES = Array.from({ length: KILLS }, (_, n) => `service-${n}`);
let ops: Operations;
let process: OpsProcess;

beforeAll(async () => {
  ops = await startOperations(SERVICES, { opsApart: true, workerEnv: { WORKER_LOST_AFTER_SEC: '2' } });
  process = await startOpsProcess(ops.opsEnv);
}, 90_000);
afterAll(async () => {
  await process?.stop();
  await ops?.close();
}, 60_000);

/** A request whose ops is killed under it has no answer. */
async function restart(service: string): Promise<void> {
  const options = { body: { confirm: true } };
  await ops.call('POST', `${process.url}/services/${service}/restart`, options).catch(() => undefined);
}

async function startedAt(service: string): Promise<string | undefined> {
  const { body } = await ops.call('GET', `${process.url}/services/${service}`);
  return (body as unknown as { containers: { started_at: string }[] }).containers[0]?.started_at;
}

it(`of the intents of an ops that was killed ${KILLS} times, each has one outcome, and it is what the engine shows`, async () => {
  const before = new Map<string, string | undefined>();
  for (const [kill, service] of SERVICES.entries()) {
    before.set(service, await startedAt(service));
    const asked = restart(service);
    // At random, but each time in another part of the time.
    await pause(((kill + Math.random()) / KILLS) * LATEST_KILL_MS);
    await process.kill();
    await asked;
    process = await startOpsProcess(ops.opsEnv);
  }
  const intents = (await ops.audit()).filter(({ result }) => result === 'intent');
  expect(intents.length).toBeGreaterThan(0);
  for (const { event_id, resource } of intents) {
    const outcome = await ops.audited(({ metadata }) => metadata['intent'] === event_id);
    const service = resource.replace('local/', '');
    const restarted = (await startedAt(service)) !== before.get(service);
    expect([service, outcome.result, outcome.metadata]).toEqual([
      service,
      restarted ? 'ok' : 'error',
      outcome.metadata,
    ]);
  }
  const events = await ops.audit();
  for (const { event_id } of intents) expect(outcomesOf(events, event_id)).toHaveLength(1);
  expect(await verifyAudit(ops.auditFolder)).toMatchObject({ ok: true });
}, 180_000);

it('an intent whose job was never queued is not begun later, and is said to have changed nothing', async () => {
  await process.stop();
  const log = await AuditLog.open({ folder: ops.auditFolder });
  const intent = await log.append({
    action: 'stop',
    resource: 'local/service-0',
    actor: 'ops-token',
    result: 'intent',
    correlation_id: 'req-of-the-dead',
    metadata: { node: 'local', services: ['service-0'] },
  });
  await log.close();
  process = await startOpsProcess(ops.opsEnv);
  const outcome = await ops.audited(({ metadata }) => metadata['intent'] === intent.event_id);
  expect(outcome).toMatchObject({ result: 'error', metadata: { code: 'never_queued' } });
  const { body: service } = await ops.call('GET', `${process.url}/services/service-0`);
  expect(service['state']).toBe('running');
}, 60_000);

const outcomesOf = (events: readonly AuditEvent[], intent: string) =>
  events.filter(({ metadata }) => metadata['intent'] === intent);
