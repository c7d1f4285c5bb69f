import { DOCKER_ERRORS } from '@app/docker';
import { DomainError } from '@app/kernel';
import { OPS_ERRORS } from '../../apps/ops/src/ops-errors.ts';
import { Gate } from '../fakes/gate.ts';
import { aStep } from '../fakes/scripted-worker.ts';
import { HOSTILE_NAMES } from './hostile-names.ts';
import { TOKEN, type Holder } from './operations.ts';
import { startScripted, type ScriptedOperations } from './scripted-operations.ts';

const OPERATOR: Holder = { id: 'op', key: 'sy-operator-key', roles: ['operator'], services: ['web'] };
const DEPLOYER: Holder = { id: 'ci', key: 'sy-deployer-key', roles: ['deployer'] };
const VIEWER: Holder = { id: 'looker', key: 'sy-viewer-key', roles: ['viewer'] };
const ELSEWHERE: Holder = { id: 'db-op', key: 'sy-other-key', roles: ['operator'], services: ['db'] };
let ops: ScriptedOperations;

beforeAll(async () => {
  ops = await startScripted([OPERATOR, DEPLOYER, VIEWER, ELSEWHERE]);
}, 60_000);
afterAll(() => ops?.close(), 60_000);
beforeEach(() => {
  ops.act = () => Promise.resolve({});
  ops.worker.asked.length = 0;
  ops.worker.warnings = [];
  ops.worker.script = (request) => request.services.map((service) => aStep(request, service));
});

const post = (path: string, body?: object, headers: Record<string, string> = {}, key?: string) =>
  ops.call('POST', path, { ...(body && { body }), headers, ...(key !== undefined && { key }) });
const ID = '01a1fe4f-bc6f-7226-99b4-1a45197ce951';
const IMAGES = { images: { web: 'a/b:1' } };

/** Every route that changes something, with what is right for it. */
const CHANGES: [path: string, body: object][] = [
  ...['start', 'stop', 'restart', 'up'].map((action): [string, object] => [`/services/web/${action}`, {}]),
  ['/images/pull', { services: ['web'] }],
  ['/deployments', IMAGES],
];

describe.each(CHANGES)('POST %s', (path, body) => {
  it('that is only tried answers a plan, and neither queues nor audits', async () => {
    const before = await ops.audit();
    const { status, body: tried } = await post(path, { ...body, dry_run: true });
    expect(status).toBe(200);
    expect(tried).toMatchObject({
      would: expect.any(String) as string,
      plan: { hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string },
    });
    expect(await ops.audit()).toEqual(before);
    for (const state of ['waiting', 'active']) {
      expect((await ops.call('GET', `/jobs?state=${state}`)).body['jobs']).toEqual([]);
    }
  });

  it('without confirmation is refused, whatever the body is', async () => {
    expect((await post(path, body)).body).toMatchObject({ code: 'confirm_required', param: 'confirm' });
    const said = await post(path, { ...body, confirm: 'yes' });
    expect(said.status).toBe(400);
    expect(said.body['detail']).toContain('confirm');
  });

  it('by a plan that nobody was shown is refused', async () => {
    const plan = `sha256:${'0'.repeat(64)}`;
    const { status, body: refused } = await post(path, { ...body, confirm: true, plan });
    expect([status, refused['code']]).toEqual([409, 'plan_expired']);
  });

  it('names a field that it does not know', async () => {
    const { status, body: refused } = await post(path, { ...body, confirm: true, force: true });
    expect(status).toBe(400);
    expect(refused['detail']).toContain('force');
  });

  it('is told why the worker makes no plan', async () => {
    ops.worker.script = () => ({ status: 409, code: 'node_cannot_create', detail: 'not on a remote node' });
    const { status, body: refused } = await post(path, { ...body, confirm: true });
    expect([status, refused['code'], refused['detail']]).toEqual([
      409,
      'node_cannot_create',
      'not on a remote node',
    ]);
  });

  it('fails as its job fails', async () => {
    ops.act = () => Promise.reject(new DomainError('compose_failed', 'no such file'));
    const { status, body: refused } = await post(path, { ...body, confirm: true });
    expect([status, refused['code'], refused['detail']]).toEqual([502, 'compose_failed', 'no such file']);
  });
});

it('a body that is missing is refused by what it lacks', async () => {
  expect((await post('/services/web/restart')).body['code']).toBe('confirm_required');
  expect((await post('/deployments')).status).toBe(400);
  expect((await post('/images/pull')).status).toBe(400);
});

it('bringing a service up answers as the others do', async () => {
  const { body } = await post('/services/web/up', { confirm: true });
  expect(body).toMatchObject({ ok: true, service: 'web', action: 'up', node: 'local' });
});

it('a job tells the plan that was confirmed and no key that was sent, in its scopes, and lists of jobs do not', async () => {
  ops.worker.warnings = ['gateway depends on web', 'web: the image is pulled first'];
  const asked = { images: { web: 'images.example/web:2' } };
  const tried = await post('/deployments', { ...asked, dry_run: true });
  const { hash, steps, warnings } = tried.body['plan'] as Record<string, unknown>;
  const sent = { ...asked, confirm: true, plan: hash };
  const done = await post('/deployments', sent, { 'idempotency-key': 'a-key-of-a-caller' });
  const job = await ops.call('GET', `/jobs/${String(done.body['job'])}`, { key: OPERATOR.key });
  expect(warnings).toEqual(ops.worker.warnings);
  expect(job.body['plan']).toEqual({ hash, steps, warnings });
  const told = JSON.stringify(job.body);
  for (const secret of ['a-key-of-a-caller', TOKEN]) expect(told).not.toContain(secret);
  const { jobs } = (await ops.call('GET', '/jobs?state=completed')).body as { jobs: object[] };
  expect(jobs).toContainEqual(expect.objectContaining({ id: done.body['job'] }));
  expect(jobs.filter((listed) => 'plan' in listed)).toEqual([]);
  expect((await ops.call('GET', `/jobs/${String(done.body['job'])}`, { key: ELSEWHERE.key })).status).toBe(
    404,
  );
});

describe('the jobs that ended', () => {
  interface Ended {
    readonly jobs: readonly { readonly id: string; readonly services: string[]; readonly verdict: string }[];
    readonly next?: string;
    readonly kept: object;
  }
  const ended = async (query: string, key?: string) =>
    (await ops.call('GET', `/jobs/ended?${query}`, key === undefined ? {} : { key }))
      .body as unknown as Ended;

  it('are read back page by page to the first one that is kept, each once', async () => {
    for (let at = 0; at < 5; at += 1) await post('/services/web/restart', { confirm: true });
    const whole = await ended('limit=100');
    expect(whole.next).toBeUndefined();
    expect(whole.kept).toEqual({ seconds: 43_200, jobs: 1_000 });
    const paged: string[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const page = await ended(`limit=2${next && `&before=${next}`}`);
      paged.push(...page.jobs.map(({ id }) => id));
      next = page.next;
    }
    expect(paged.length).toBeGreaterThanOrEqual(5);
    expect(paged).toEqual(whole.jobs.map(({ id }) => id));
  });

  it('are those of the scopes of who asks, and of the service and the state that are asked for', async () => {
    ops.act = () => Promise.reject(new DomainError('node_failed', 'no'));
    await post('/services/db/restart', { confirm: true });
    const mine = await ended('limit=100', ELSEWHERE.key);
    expect(new Set(mine.jobs.flatMap(({ services }) => services))).toEqual(new Set(['db']));
    const failed = await ended('service=db&state=failed&node=local');
    expect(failed.jobs[0]).toMatchObject({ services: ['db'], verdict: 'error' });
    expect((await ended('service=db&state=completed')).jobs).toEqual([]);
    expect((await ended('node=nowhere')).jobs).toEqual([]);
  });

  it('are refused for a place that no answer named', async () => {
    for (const query of ['before=1', 'before=x-y', 'state=active', 'limit=101', 'node=a/b']) {
      expect([query, (await ops.call('GET', `/jobs/ended?${query}`)).status]).toEqual([query, 400]);
    }
  });
});

describe('an Idempotency-Key', () => {
  const keyed = (key: string, body: object, more: Record<string, string> = {}) =>
    post('/services/web/restart', body, { 'idempotency-key': key, ...more });

  it('covers the whole body and the node', async () => {
    await keyed('whole', { confirm: true });
    const { body } = await post('/services/web/restart', { confirm: true, dry_run: true });
    const { hash } = body['plan'] as { hash: string };
    expect((await keyed('whole', { confirm: true, plan: hash })).body['code']).toBe('idempotency_key_reused');
    const elsewhere = await post(
      '/services/web/restart?node=gpu',
      { confirm: true },
      { 'idempotency-key': 'whole' },
    );
    expect(elsewhere.body['code']).toBe('idempotency_key_reused');
  });

  it('answers a repetition with the job as soon as there is one, and with its end afterwards', async () => {
    const gate = new Gate();
    const started = new Gate();
    ops.act = () => {
      started.open();
      return gate.opened.then(() => ({}));
    };
    const first = keyed('early', { confirm: true });
    await started.opened;
    const early = await keyed('early', { confirm: true });
    expect(early.status).toBe(202);
    expect(early.headers.get('location')).toBe(`/jobs/${String(early.body['job'])}`);
    gate.open();
    const { status, body } = await first;
    expect([status, body['job']]).toEqual([200, early.body['job']]);
    expect((await keyed('early', { confirm: true })).body).toEqual(body);
  });

  it('finds its job again after ops was ended in the middle', async () => {
    const gate = new Gate();
    const started = new Gate();
    ops.act = () => {
      started.open();
      return gate.opened.then(() => ({}));
    };
    const first = keyed('ended', { confirm: true });
    await started.opened;
    const [answer] = await Promise.all([first, ops.restart()]);
    expect([answer.status, answer.body['code']]).toEqual([503, 'shutting_down']);
    const again = await keyed('ended', { confirm: true });
    expect(again.status).toBe(202);
    gate.open();
    const outcome = await ops.audited(({ metadata }) => metadata['intent'] === again.body['job']);
    expect(outcome.result).toBe('ok');
  }, 30_000);

  it('answers a failure again as it was', async () => {
    ops.act = () => Promise.reject(new DomainError('node_failed', 'the engine failed'));
    const first = await keyed('failed', { confirm: true });
    expect(first.status).toBe(502);
    ops.act = () => Promise.resolve({});
    const { request_id: _one, ...said } = first.body;
    const { request_id: _other, ...again } = (await keyed('failed', { confirm: true })).body;
    expect(again).toEqual(said);
  });
});

describe('who may', () => {
  const STATUSES = {
    operator: { key: OPERATOR.key, operate: 200, deploy: 403 },
    deployer: { key: DEPLOYER.key, operate: 403, deploy: 200 },
    viewer: { key: VIEWER.key, operate: 403, deploy: 403 },
  };

  it.each(Object.entries(STATUSES))('a key of the role %s', async (_role, { key, operate, deploy }) => {
    for (const [path, body] of CHANGES) {
      const wanted = path.startsWith('/services') ? operate : deploy;
      const { status } = await post(path, { ...body, confirm: true }, {}, key);
      expect([path, status]).toEqual([path, wanted]);
    }
    const { status } = await post(`/deployments/${ID}/rollback`, { confirm: true }, {}, key);
    expect(status).toBe(deploy === 200 ? 404 : 403);
    expect((await ops.call('GET', '/deployments', { key })).status).toBe(200);
  });

  it('a service outside the scopes is denied before the node is asked, and the denial is audited once', async () => {
    const headers = { 'x-request-id': 'outside' };
    const { status } = await post('/services/db/restart', { dry_run: true }, headers, OPERATOR.key);
    expect(status).toBe(403);
    expect(ops.worker.asked).toEqual([]);
    await ops.audited(({ correlation_id }) => correlation_id === 'outside');
    await post('/images/pull', { services: ['web'] }, { 'x-request-id': 'role' }, OPERATOR.key);
    await ops.audited(({ correlation_id }) => correlation_id === 'role');
    const denied = (await ops.audit()).filter(({ correlation_id = '' }) =>
      ['outside', 'role'].includes(correlation_id),
    );
    expect(denied.map(({ resource, actor, metadata }) => [resource, actor, metadata['code']])).toEqual([
      ['POST /services/:id/:action', 'op', 'forbidden'],
      ['POST /images/pull', 'op', 'forbidden'],
    ]);
  });
});

describe('a name like %j', () => {
  it.each(HOSTILE_NAMES.filter((name) => name !== ''))('%j in a path reaches no worker', async (name) => {
    for (const path of [
      '/services/%/up',
      '/services/%/restart',
      '/deployments/%/rollback',
      '/jobs/%/cancel',
    ]) {
      const { status } = await post(path.replace('%', encodeURIComponent(name)), { confirm: true });
      expect([path, [400, 404, 414].includes(status)]).toEqual([path, true]);
    }
    for (const path of ['/deployments/%', '/jobs/%', '/services/%']) {
      const { status } = await ops.call('GET', path.replace('%', encodeURIComponent(name)));
      expect([path, [400, 404, 414].includes(status)]).toEqual([path, true]);
    }
    expect(ops.worker.asked).toEqual([]);
  });

  it.each(HOSTILE_NAMES)('%j in a body is refused, and not repeated', async (name) => {
    const images = JSON.parse(`{${JSON.stringify(name)}: "a/b:1"}`) as object;
    const bodies: [string, object][] = [
      ['/images/pull', { services: [name] }],
      ['/images/pull', { services: ['web'], node: name }],
      ['/deployments', { images }],
      ['/deployments', { ...IMAGES, node: name }],
    ];
    for (const [path, body] of bodies) {
      const { status, body: refused } = await post(path, { ...body, confirm: true });
      expect([path, body, status]).toEqual([path, body, 400]);
      if (name.length > 2) expect(refused['detail']).not.toContain(name);
    }
    expect(ops.worker.asked).toEqual([]);
  });
});

it.each([
  '../x',
  'a/../b',
  'a//b',
  '/etc/passwd',
  'a/b?c',
  '--privileged',
  'web\0',
  'user:secret@images.example/web',
  'https://images.example/web',
  'x'.repeat(500),
  'wéb',
  'a b',
  'a:1\nb',
  'a/b/',
  '.a/b',
  '$(id)',
  '',
  7,
  null,
  {},
  ['a'],
])('the image reference %j is refused by its service, and not repeated', async (reference) => {
  const { status, body } = await post('/deployments', { images: { web: reference }, confirm: true });
  expect(status).toBe(400);
  expect(body['detail']).toContain('images.web');
  if (typeof reference === 'string' && reference.length > 1) expect(body['detail']).not.toContain(reference);
  expect(ops.worker.asked).toEqual([]);
});

it.each([
  ['no images', {}],
  ['images that are a list', { images: ['web'] }],
  ['no service', { images: {} }],
  [
    'too many services',
    { images: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`s${n}`, 'a:1'])) },
  ],
  ['another pull', { ...IMAGES, pull: 'never' }],
  ['no time', { ...IMAGES, health_timeout_sec: 0 }],
  ['too much time', { ...IMAGES, health_timeout_sec: 3_601 }],
  ['half a second', { ...IMAGES, health_timeout_sec: 0.5 }],
])('a deployment of %s is refused', async (_what, body) => {
  expect((await post('/deployments', { ...body, confirm: true })).status).toBe(400);
});

it.each([
  ['no list', {}],
  ['no service', { services: [] }],
  ['one service twice', { services: ['web', 'web'] }],
  ['too many', { services: Array.from({ length: 33 }, (_, n) => `s${n}`) }],
])('a pull of %s is refused', async (_what, body) => {
  expect((await post('/images/pull', { ...body, confirm: true })).status).toBe(400);
});

it('services with names of the language itself are services', async () => {
  const images = { toString: 'a/b:1', valueOf: 'a/b:2', hasOwnProperty: 'a/b:3' };
  const { status, body } = await post('/deployments', { images, confirm: true });
  expect([status, body['images']]).toEqual([200, images]);
  expect(ops.worker.asked[0]?.services).toEqual(Object.keys(images));
  const shown = await ops.call('GET', `/deployments/${String(body['job'])}`);
  expect(shown.body['images']).toEqual(images);
  const back = await post(`/deployments/${String(body['job'])}/rollback`, { confirm: true });
  expect(back.status).toBe(200);
});

it('a change of many services with long names is audited whole, or refused before anything happens', async () => {
  const services = Array.from({ length: 32 }, (_, n) => `${n}`.padEnd(128, 'x'));
  const { status, body } = await post('/images/pull', { services, confirm: true });
  expect(status).toBe(200);
  const intent = (await ops.audit()).find(({ event_id }) => event_id === body['job']);
  expect(intent?.metadata['services']).toEqual(services);
  const images = Object.fromEntries(services.map((name) => [name, `a/${'b'.repeat(380)}:1`]));
  const refused = await post('/deployments', { images, confirm: true });
  expect([refused.status, refused.body['code']]).toEqual([400, 'change_too_large']);
});

it('while Redis is away a change is refused, and the audit comes to say that nothing was changed', async () => {
  await ops.redis.kill();
  const { status, body } = await post(
    '/services/web/restart',
    { confirm: true },
    { 'x-request-id': 'no-redis' },
  );
  expect([status, body['code']]).toEqual([503, 'queue_unavailable']);
  await ops.redis.revive();
  const ended = await ops.audited(
    ({ correlation_id, result }) => correlation_id === 'no-redis' && result !== 'intent',
  );
  expect(ended).toMatchObject({ action: 'restart', result: 'error' });
}, 60_000);

it('every failure of an engine or of Compose has a status of its own', () => {
  expect(Object.keys(OPS_ERRORS)).toEqual(expect.arrayContaining([...DOCKER_ERRORS]));
});
