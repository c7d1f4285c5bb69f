import { jest } from '@jest/globals';
import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startOperations, type Holder, type Operations } from './operations.ts';

const OPERATOR: Holder = { id: 'op', key: 'sy-operator-key', roles: ['operator'], services: ['web'] };
const VIEWER: Holder = { id: 'looker', key: 'sy-viewer-key', roles: ['viewer'] };
/** Compose takes seconds of its own. */
jest.setTimeout(60_000);
let ops: Operations;

beforeAll(async () => {
  ops = await startOperations(['web', 'other', 'redis'], { holders: [OPERATOR, VIEWER] });
}, 90_000);
afterAll(() => ops?.close(), 60_000);

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly protected: boolean;
  readonly containers: readonly {
    readonly id: string;
    readonly state: string;
    readonly started_at: string;
  }[];
}

const shown = async (id: string) => (await ops.call('GET', `/services/${id}`)).body as unknown as Shown;
const change = (path: string, body: object, key?: string) =>
  ops.call('POST', path, { body, ...(key !== undefined && { key }) });

it('services are listed as they are, and nodes with their engine', async () => {
  const { status, body } = await ops.call('GET', '/services');
  expect(status).toBe(200);
  const services = body['services'] as Shown[];
  expect(services.map(({ id, state }) => [id, state])).toEqual([
    ['other', 'running'],
    ['redis', 'running'],
    ['web', 'running'],
  ]);
  expect(body['problems']).toEqual([]);
  const { body: nodes } = await ops.call('GET', '/nodes');
  expect(nodes['nodes']).toMatchObject([{ id: 'local', kind: 'local', ok: true }]);
});

describe('a restart', () => {
  it('that is only tried answers what it would do, and changes nothing', async () => {
    const before = await shown('web');
    const { status, body } = await change('/services/web/restart', { dry_run: true });
    expect(status).toBe(200);
    expect(body['would']).toBe('restart web');
    expect(body['plan']).toMatchObject({ action: 'restart', steps: [{ service: 'web', effect: 'restart' }] });
    expect(await shown('web')).toEqual(before);
    expect((await ops.audit()).filter(({ action }) => action === 'restart')).toEqual([]);
  });

  it('without confirmation is refused', async () => {
    const { status, body } = await change('/services/web/restart', {});
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'confirm_required', param: 'confirm' });
  });

  it('that is confirmed restarts the container and is in the audit, intent first', async () => {
    const before = await shown('web');
    const { status, body } = await ops.call('POST', '/services/web/restart', {
      body: { confirm: true },
      headers: { 'x-request-id': 'the-restart' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, service: 'web', action: 'restarted' });
    const after = await shown('web');
    expect(after.containers[0]?.id).toBe(before.containers[0]?.id);
    expect(after.containers[0]?.started_at).not.toBe(before.containers[0]?.started_at);
    const events = (await ops.audit()).filter(({ correlation_id }) => correlation_id === 'the-restart');
    expect(events).toMatchObject([
      { action: 'restart', resource: 'local/web', actor: 'ops-token', result: 'intent' },
      { action: 'restart', resource: 'local/web', actor: 'ops-token', result: 'ok' },
    ]);
    expect(events[1]?.metadata['intent']).toBe(events[0]?.event_id);
  });

  it('by a plan that reality has left behind is refused', async () => {
    const { body } = await change('/services/web/restart', { dry_run: true });
    const { hash } = body['plan'] as { hash: string };
    await change('/services/web/restart', { confirm: true });
    const late = await change('/services/web/restart', { confirm: true, plan: hash });
    expect(late.status).toBe(409);
    expect(late.body['code']).toBe('plan_outdated');
  });

  it('that nobody waits for answers 202 and goes on', async () => {
    const { status, headers, body } = await ops.call('POST', '/services/other/restart', {
      body: { confirm: true },
      headers: { prefer: 'respond-async', 'x-request-id': 'nobody-waits' },
    });
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/jobs/${String(body['job'])}`);
    const outcome = await ops.audited(({ metadata }) => metadata['intent'] === body['job']);
    expect(outcome).toMatchObject({ result: 'ok', correlation_id: 'nobody-waits' });
  });
});

it('a stopped service is shown so, starting it again works, and stopping twice is no error', async () => {
  for (const [action, done, state] of [
    ['stop', 'stopped', 'exited'],
    ['stop', 'stopped', 'exited'],
    ['start', 'started', 'running'],
    ['start', 'started', 'running'],
  ] as const) {
    const { body } = await change(`/services/other/${action}`, { confirm: true });
    expect(body).toMatchObject({ ok: true, service: 'other', action: done });
    expect((await shown('other')).state).toBe(state);
  }
}, 60_000);

describe('bringing a service up', () => {
  const changed = ['web', 'other', 'redis']
    .map((name) => serviceEntry(name, BUSYBOX_IMAGE, name === 'web' ? 'echo changed' : 'echo up'))
    .join('');

  it('that is as its Compose files say leaves it alone', async () => {
    const before = await shown('web');
    const { status, body } = await change('/services/web/up', { confirm: true }, OPERATOR.key);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, service: 'web', action: 'up' });
    expect((await shown('web')).containers).toEqual(before.containers);
  });

  it('after its Compose file has changed is first planned, then makes its container anew', async () => {
    await ops.project.write(changed);
    const before = await shown('web');
    const { body } = await change('/services/web/up', { dry_run: true });
    expect(body['would']).toBe('up web');
    const plan = body['plan'] as { hash: string; steps: object[] };
    expect(plan.steps).toMatchObject([
      { service: 'web', effect: 'recreate', container: before.containers[0]?.id },
    ]);
    expect((await shown('web')).containers).toEqual(before.containers);
    const done = await change('/services/web/up', { confirm: true, plan: plan.hash });
    expect(done.status).toBe(200);
    const after = await shown('web');
    expect(after.state).toBe('running');
    expect(after.containers[0]?.id).not.toBe(before.containers[0]?.id);
  }, 60_000);
});

it('a service that carries the control plane is refused', async () => {
  const { status, body } = await change('/services/redis/stop', { confirm: true });
  expect(status).toBe(409);
  expect(body['code']).toBe('service_protected');
  expect((await shown('redis')).state).toBe('running');
});

describe('who may', () => {
  it('an operator changes what is in its scopes and nothing else', async () => {
    expect((await change('/services/web/restart', { confirm: true }, OPERATOR.key)).status).toBe(200);
    expect((await change('/services/other/restart', { confirm: true }, OPERATOR.key)).status).toBe(403);
  });

  it('a viewer looks and changes nothing', async () => {
    expect((await ops.call('GET', '/services', { key: VIEWER.key })).status).toBe(200);
    expect((await change('/services/web/restart', { confirm: true }, VIEWER.key)).status).toBe(403);
  });

  it('nobody without a key, and the refusal is in the audit', async () => {
    const { status } = await ops.call('GET', '/services', {
      key: null,
      headers: { 'x-request-id': 'no-key' },
    });
    expect(status).toBe(401);
    const denied = await ops.audited(({ correlation_id }) => correlation_id === 'no-key');
    expect(denied).toMatchObject({ action: 'denied', result: 'denied', metadata: { code: 'unauthorized' } });
  });
});

it.each(['..%2Fimages', 'a%2Fb', 'a%3Fb', '%2e%2e', 'web%00', 'x'.repeat(200)])(
  'an id like %s reaches no engine',
  async (id) => {
    const { status } = await change(`/services/${id}/restart`, { confirm: true });
    expect([400, 404]).toContain(status);
  },
);

it('a service that is not there is not found, and an unknown field is named', async () => {
  expect((await change('/services/nothing/restart', { confirm: true })).body['code']).toBe(
    'service_not_found',
  );
  const { status, body } = await change('/services/web/restart', { confirm: true, force: true });
  expect(status).toBe(400);
  expect(body['detail']).toContain('force');
});
