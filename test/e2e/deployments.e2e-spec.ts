import { DomainError } from '@app/kernel';
import { Gate } from '../fakes/gate.ts';
import { aStep, RUNNING_ID } from '../fakes/scripted-worker.ts';
import type { Holder } from './operations.ts';
import { startScripted, type ScriptedOperations } from './scripted-operations.ts';

const DEPLOYER: Holder = { id: 'ci', key: 'sy-deployer-key', roles: ['deployer'], services: ['web', 'db'] };
const NARROW: Holder = { id: 'ci-web', key: 'sy-narrow-key', roles: ['deployer'], services: ['web'] };
const NOBODY = '01a1fe4f-bc6f-7226-99b4-1a45197ce951';
const NEXT = 'switchyard/busybox:2';
let ops: ScriptedOperations;

beforeAll(async () => {
  ops = await startScripted([DEPLOYER, NARROW]);
}, 60_000);
afterAll(() => ops?.close(), 60_000);
beforeEach(() => {
  ops.act = () => Promise.resolve({});
  ops.worker.asked.length = 0;
  ops.worker.script = (request) => request.services.map((service) => aStep(request, service));
});

const post = (path: string, body: object, headers: Record<string, string> = {}, key = DEPLOYER.key) =>
  ops.call('POST', path, { body, key, headers });
const deploy = (images: object, more: object = {}) =>
  post('/deployments', { images, confirm: true, pull: 'missing', ...more });
const seen = async (id: unknown, key = DEPLOYER.key) =>
  (await ops.call('GET', `/deployments/${String(id)}`, { key })).body;
const intentsOf = async (action: string) =>
  (await ops.audit()).filter((event) => event.action === action && event.result === 'intent');

describe('a deployment', () => {
  it('asks the worker for these services on these images, and answers with its id', async () => {
    const images = { web: NEXT, db: 'images.example:5000/db@sha256:' + 'b'.repeat(64) };
    const { status, body } = await deploy(images, { health_timeout_sec: 20 });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ok: true,
      services: ['web', 'db'],
      images,
      action: 'deployed',
      node: 'local',
    });
    expect(body['deployment']).toBe(body['job']);
    expect(ops.worker.asked).toEqual([
      {
        node: 'local',
        action: 'deploy',
        services: ['web', 'db'],
        rollout: {
          images: { web: { reference: NEXT }, db: { reference: images.db } },
          pull: 'missing',
          health_timeout_sec: 20,
        },
      },
    ]);
  });

  it('keeps in its intent what it wants and what ran before', async () => {
    const { body } = await deploy({ web: NEXT });
    const intent = (await intentsOf('deploy')).find(({ event_id }) => event_id === body['job']);
    expect(intent).toMatchObject({
      resource: 'local/web',
      actor: 'ci',
      metadata: {
        plan: expect.stringMatching(/^sha256:/) as string,
        node: 'local',
        services: ['web'],
        images: { web: { reference: NEXT } },
        before: { web: { reference: 'switchyard/busybox:1', id: RUNNING_ID } },
      },
    });
  });

  it('that is only tried answers what it would do, and leaves no trace', async () => {
    const before = await ops.audit();
    const { status, body } = await post('/deployments', { images: { web: NEXT }, dry_run: true });
    expect(status).toBe(200);
    expect(body['would']).toBe(`deploy web as ${NEXT}`);
    expect(body['plan']).toMatchObject({ action: 'deploy', steps: [{ service: 'web', effect: 'recreate' }] });
    expect(await ops.audit()).toEqual(before);
  });

  it('is shown as running until it ends, then with its end', async () => {
    const gate = new Gate();
    ops.act = () => gate.opened.then(() => ({}));
    const { status, headers, body } = await post(
      '/deployments',
      { images: { web: NEXT }, confirm: true },
      { prefer: 'respond-async' },
    );
    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/jobs/${String(body['job'])}`);
    expect(body).toMatchObject({ ok: true, deployment: body['job'], action: 'deploy' });
    expect(await seen(body['job'])).toMatchObject({ state: 'running', services: ['web'], actor: 'ci' });
    gate.open();
    await ops.audited(({ metadata }) => metadata['intent'] === body['job']);
    expect(await seen(body['job'])).toMatchObject({
      id: body['job'],
      node: 'local',
      action: 'deploy',
      state: 'ok',
      images: { web: NEXT },
      before: { web: { reference: 'switchyard/busybox:1', id: RUNNING_ID } },
      ended_at: expect.any(String) as string,
    });
  });

  it('that was rolled back by itself says so, in its answer and later', async () => {
    ops.act = () => Promise.reject(new DomainError('deployment_rolled_back', 'web was not healthy in 20 s'));
    const { status, body } = await deploy({ web: NEXT }, {});
    expect(status).toBe(502);
    expect(body['code']).toBe('deployment_rolled_back');
    const [latest] = await newest();
    expect(latest).toMatchObject({
      state: 'error',
      code: 'deployment_rolled_back',
      message: 'web was not healthy in 20 s',
    });
  });

  it('sent again under its Idempotency-Key is the same deployment', async () => {
    const body = { images: { web: NEXT }, confirm: true };
    const first = await post('/deployments', body, { 'idempotency-key': 'same' });
    const again = await post('/deployments', body, { 'idempotency-key': 'same' });
    expect(first.status).toBe(200);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const other = await post('/deployments', { ...body, pull: 'missing' }, { 'idempotency-key': 'same' });
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency_key_reused']);
  });

  it('two of one service at a time: the second one is refused and changes nothing', async () => {
    const gate = new Gate();
    ops.act = () => gate.opened.then(() => ({}));
    const first = await post(
      '/deployments',
      { images: { web: NEXT }, confirm: true },
      { prefer: 'respond-async' },
    );
    await untilStarted(first.body['job']);
    const second = await deploy({ web: 'switchyard/busybox:3' });
    expect([second.status, second.body['code']]).toEqual([409, 'service_busy']);
    gate.open();
    await ops.audited(({ metadata }) => metadata['intent'] === first.body['job']);
  });
});

describe('deployments', () => {
  it('are listed newest first, so many, and of one node', async () => {
    const ids = [];
    for (const tag of ['4', '5', '6']) ids.unshift((await deploy({ web: `a/b:${tag}` })).body['job']);
    expect((await newest('?limit=2')).map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await newest('?node=local&limit=3')).map(({ id }) => id)).toEqual(ids);
    expect(await newest('?node=gpu')).toEqual([]);
  });

  it('outside the scopes are neither listed nor found', async () => {
    const { body } = await deploy({ web: NEXT, db: NEXT });
    expect(await seen(body['job'])).toMatchObject({ id: body['job'] });
    expect((await newest('', NARROW.key)).map(({ id }) => id)).not.toContain(body['job']);
    expect(await seen(body['job'], NARROW.key)).toMatchObject({ code: 'deployment_not_found' });
  });

  it('that do not exist are not found, and other actions are none', async () => {
    expect(await seen(NOBODY)).toMatchObject({ code: 'deployment_not_found', status: 404 });
    const pulled = await post('/images/pull', { services: ['web'], confirm: true });
    expect(await seen(pulled.body['job'])).toMatchObject({ code: 'deployment_not_found' });
    const back = await post(`/deployments/${NOBODY}/rollback`, { confirm: true });
    expect([back.status, back.body['code']]).toEqual([404, 'deployment_not_found']);
  });

  it('are known after ops was started again', async () => {
    const { body } = await deploy({ web: NEXT });
    await ops.restart();
    expect(await seen(body['job'])).toMatchObject({ state: 'ok' });
  });
});

describe('a rollback', () => {
  it('goes back to what ran before, image by image, by id', async () => {
    const { body } = await deploy({ web: NEXT }, { health_timeout_sec: 45 });
    const { status, body: back } = await post(`/deployments/${String(body['job'])}/rollback`, {
      confirm: true,
    });
    expect(status).toBe(200);
    expect(back).toMatchObject({
      ok: true,
      deployment: body['job'],
      services: ['web'],
      action: 'rolled back',
    });
    expect(ops.worker.asked.at(-1)).toEqual({
      node: 'local',
      action: 'rollback',
      services: ['web'],
      rollout: {
        images: { web: { reference: 'switchyard/busybox:1', id: RUNNING_ID } },
        pull: 'missing',
        health_timeout_sec: 45,
      },
    });
    expect(await seen(back['job'])).toMatchObject({
      action: 'rollback',
      rollback_of: body['job'],
      state: 'ok',
      images: { web: 'switchyard/busybox:1' },
    });
  });

  it('that is only tried leaves no trace', async () => {
    const { body } = await deploy({ web: NEXT });
    const before = await ops.audit();
    const tried = await post(`/deployments/${String(body['job'])}/rollback`, { dry_run: true });
    expect(tried.body['would']).toBe('roll back web to switchyard/busybox:1');
    expect(await ops.audit()).toEqual(before);
    const unconfirmed = await post(`/deployments/${String(body['job'])}/rollback`, {});
    expect(unconfirmed.body['code']).toBe('confirm_required');
  });

  it('of a service that the deployment made anew is refused by its name', async () => {
    ops.worker.script = (request) => [
      aStep(request, 'web'),
      aStep(request, 'db', { effect: 'create', container: null, image: null, image_id: null }),
    ];
    const { body } = await deploy({ web: NEXT, db: NEXT });
    const path = `/deployments/${String(body['job'])}/rollback`;
    const { status, body: refused } = await post(path, { confirm: true });
    expect([status, refused['code']]).toEqual([409, 'deployment_not_reversible']);
    expect(refused['detail']).toContain('"db"');
    const stranger = await post(path, { confirm: true }, {}, NARROW.key);
    expect([stranger.status, JSON.stringify(stranger.body).includes('"db"')]).toEqual([403, false]);
  });

  it('outside the scopes is denied, and the denial is in the audit', async () => {
    const { body } = await deploy({ web: NEXT, db: NEXT });
    const path = `/deployments/${String(body['job'])}/rollback`;
    const { status } = await post(path, { confirm: true }, { 'x-request-id': 'not-mine' }, NARROW.key);
    expect(status).toBe(403);
    const denied = await ops.audited(({ correlation_id }) => correlation_id === 'not-mine');
    expect(denied).toMatchObject({ action: 'denied', actor: 'ci-web', metadata: { code: 'forbidden' } });
  });
});

describe('pulling', () => {
  it('names the services that it is for', async () => {
    const { status, body } = await post('/images/pull', { services: ['web', 'db'], confirm: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, services: ['web', 'db'], action: 'pulled', node: 'local' });
    expect(ops.worker.asked).toEqual([{ node: 'local', action: 'pull', services: ['web', 'db'] }]);
  });

  it('that is only tried leaves no trace', async () => {
    const before = await ops.audit();
    const { body } = await post('/images/pull', { services: ['web'], dry_run: true });
    expect(body['would']).toBe('pull web');
    expect(await ops.audit()).toEqual(before);
  });
});

async function newest(query = '', key = DEPLOYER.key) {
  const { body } = await ops.call('GET', `/deployments${query}`, { key });
  return body['deployments'] as Record<string, unknown>[];
}

async function untilStarted(job: unknown): Promise<void> {
  for (;;) {
    const { body } = await ops.call('GET', `/jobs/${String(job)}`, { key: DEPLOYER.key });
    if (body['state'] === 'active') return;
  }
}
