import { auditTrail } from '@app/audit';
import { closeRedis, openRedis, type Redis } from '@app/jobs';
import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startOperations, type Operations } from './operations.ts';

/** Takes its time to stop: a restart of it is under way while the next ones are asked for. */
const slow = (name: string) => serviceEntry(name, BUSYBOX_IMAGE, "trap 'sleep 5; exit 0' TERM");
/** As many as a node's worker runs at once. */
const SLOW = ['slow-0', 'slow-1', 'slow-2', 'slow-3'];
let ops: Operations;
let redis: Redis;

beforeAll(async () => {
  const entries = [...SLOW, 'lost'].map(slow).join('') + serviceEntry('web', BUSYBOX_IMAGE, 'echo up');
  ops = await startOperations([], { entries, workerEnv: { WORKER_LOST_AFTER_SEC: '2' } });
  redis = openRedis(ops.redis.url, 'patient', () => undefined);
}, 90_000);
afterAll(async () => {
  closeRedis(redis);
  await ops?.close();
}, 60_000);

const ask = (service: string, action = 'restart') =>
  ops.call('POST', `/services/${service}/${action}`, {
    body: { confirm: true },
    headers: { prefer: 'respond-async' },
  });

async function ended(job: unknown) {
  await ops.audited(({ metadata }) => metadata['intent'] === job);
  const trail = await auditTrail(ops.auditFolder, String(job));
  return trail.slice(1);
}

async function startedAt(service: string): Promise<number> {
  const { body } = await ops.call('GET', `/services/${service}`);
  const [container] = (body as unknown as { containers: { started_at: string }[] }).containers;
  return Date.parse(container?.started_at ?? '');
}

async function began(job: unknown): Promise<void> {
  const response = await fetch(`${ops.url}/jobs/${String(job)}/events`, {
    headers: { authorization: `Bearer ${ops.opsEnv['OPS_CONTROLLER_TOKEN']}` },
  });
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of response.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    if (text.includes('event: progress')) return;
  }
}

it('Redis killed while a restart runs and another waits: each has one outcome, which is what the engine shows', async () => {
  const services = [...SLOW, 'web'];
  const before = await Promise.all(services.map(startedAt));
  const running = (await Promise.all(SLOW.map((service) => ask(service)))).map(({ body }) => body['job']);
  await Promise.all(running.map(began));
  const jobs = [...running, (await ask('web')).body['job']];
  const { body: waiting } = await ops.call('GET', '/jobs?state=waiting');
  expect(waiting['jobs']).toMatchObject([{ id: jobs.at(-1), services: ['web'] }]);
  await ops.redis.kill();
  const refused = await ask('web', 'stop');
  expect([refused.status, refused.body['code']]).toEqual([503, 'queue_unavailable']);
  await ops.redis.revive();
  for (const [index, service] of services.entries()) {
    const outcomes = await ended(jobs[index]);
    const restarted = (await startedAt(service)) > (before[index] ?? 0);
    expect([service, outcomes.map(({ result }) => result)]).toEqual([service, [restarted ? 'ok' : 'error']]);
  }
  const stop = (await ops.audit()).find(({ action, result }) => action === 'stop' && result === 'intent');
  expect(await ended(stop?.event_id)).toMatchObject([
    { result: 'error', metadata: { code: 'never_queued' } },
  ]);
  expect((await ops.call('GET', '/services/web')).body['state']).toBe('running');
}, 90_000);

it('Redis that lost everything while a restart ran: the outcome is the one that the worker has', async () => {
  const before = await startedAt('lost');
  const job = (await ask('lost')).body['job'];
  await began(job);
  await redis.flushall();
  expect(await ended(job)).toMatchObject([{ result: 'ok' }]);
  expect(await startedAt('lost')).toBeGreaterThan(before);
}, 90_000);
