import { jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startOperations, type Holder, type Operations } from './operations.ts';

const DEPLOYER: Holder = { id: 'ci', key: 'sy-deployer-key', roles: ['deployer'] };
const NEXT = 'switchyard/busybox:2';
const BAD = 'switchyard/busybox:bad';
/** Healthy but for the image BAD, which sets the variable. */
const HEALTH = [
  'healthcheck:',
  `  test: ['CMD', '/bin/sh', '-c', 'test -z "$$BAD"']`,
  '  interval: 1s',
  '  retries: 1',
];
const ENTRIES =
  serviceEntry('web', BUSYBOX_IMAGE, 'echo up', HEALTH) + serviceEntry('db', BUSYBOX_IMAGE, 'echo up');
const run = promisify(execFile);
/** Compose takes seconds of its own. */
jest.setTimeout(60_000);
let ops: Operations;
let first: string;

beforeAll(async () => {
  const workerEnv = { WORKER_STEADY_SEC: '1' };
  ops = await startOperations(['web', 'db'], { holders: [DEPLOYER], entries: ENTRIES, workerEnv });
  first = await imageOf('db');
  const [{ id: container }] = (await shown('db')).containers;
  await docker('commit', '--change', 'LABEL number=2', container, NEXT);
  await docker('commit', '--change', 'ENV BAD=1', container, BAD);
}, 120_000);
afterAll(() => ops?.close(), 60_000);

interface Shown {
  readonly containers: readonly [{ readonly id: string; readonly image: string; readonly image_id: string }];
}

const docker = async (...args: string[]) =>
  (await run('docker', ['-H', `unix://${ops.engine.socket}`, ...args])).stdout.trim();
const idOf = (image: string) => docker('image', 'inspect', '--format', '{{.Id}}', image);
const shown = async (id: string) => (await ops.call('GET', `/services/${id}`)).body as unknown as Shown;
const imageOf = async (id: string) => (await shown(id)).containers[0].image_id;
const post = (path: string, body: object) => ops.call('POST', path, { body, key: DEPLOYER.key });
const deploy = (images: object, more: object = {}) =>
  post('/deployments', { images, pull: 'missing', health_timeout_sec: 30, confirm: true, ...more });
const seen = async (id: unknown) => (await ops.call('GET', `/deployments/${String(id)}`)).body;

it('a deployment that is only tried plans, and changes nothing', async () => {
  const before = [await shown('web'), await ops.audit()];
  const { status, body } = await deploy({ web: NEXT }, { confirm: false, dry_run: true });
  expect(status).toBe(200);
  expect(body['plan']).toMatchObject({
    steps: [{ service: 'web', effect: 'recreate', image: BUSYBOX_IMAGE }],
  });
  expect([await shown('web'), await ops.audit()]).toEqual(before);
}, 60_000);

it('a deployment runs the new image, and a rollback by its id the one before', async () => {
  const { status, body } = await deploy({ web: NEXT });
  expect([status, body['action']]).toEqual([200, 'deployed']);
  expect(await imageOf('web')).toBe(await idOf(NEXT));
  expect(await imageOf('db')).toBe(first);
  expect(await seen(body['deployment'])).toMatchObject({
    state: 'ok',
    actor: 'ci',
    images: { web: NEXT },
    before: { web: { reference: BUSYBOX_IMAGE, id: first } },
  });
  const back = await post(`/deployments/${String(body['deployment'])}/rollback`, { confirm: true });
  expect([back.status, back.body['action']]).toEqual([200, 'rolled back']);
  expect(await imageOf('web')).toBe(first);
  expect(await seen(back.body['job'])).toMatchObject({ state: 'ok', rollback_of: body['deployment'] });
}, 120_000);

it('a deployment that does not become healthy is taken back, and is shown so', async () => {
  const before = await imageOf('web');
  const { status, body } = await deploy({ web: BAD });
  expect([status, body['code']]).toEqual([502, 'deployment_rolled_back']);
  expect(await imageOf('web')).toBe(before);
  const { body: list } = await ops.call('GET', '/deployments?limit=1');
  const [latest] = list['deployments'] as Record<string, unknown>[];
  expect(latest).toMatchObject({ images: { web: BAD }, state: 'error', code: 'deployment_rolled_back' });
  expect(latest?.['message']).toContain('web');
}, 120_000);

it('a rollback finds the image that ran also when its tag has moved on', async () => {
  const { body } = await deploy({ db: NEXT });
  expect(await imageOf('db')).toBe(await idOf(NEXT));
  await docker('tag', NEXT, BUSYBOX_IMAGE);
  const back = await post(`/deployments/${String(body['deployment'])}/rollback`, { confirm: true });
  expect(back.status).toBe(200);
  expect(await imageOf('db')).toBe(first);
  await docker('tag', first, BUSYBOX_IMAGE);
}, 120_000);

it('of two deployments of one service at once, one is done and one is refused', async () => {
  const answers = await Promise.all([deploy({ db: NEXT }), deploy({ db: NEXT, web: NEXT })]);
  const codes = answers.map(({ status, body }) => (status === 200 ? 'done' : String(body['code'])));
  expect(codes.toSorted()[0]).toBe('done');
  expect(['service_busy', 'plan_outdated']).toContain(codes.toSorted()[1]);
  const done = answers.find(({ status }) => status === 200);
  expect(await imageOf('db')).toBe(await idOf(NEXT));
  expect(await seen(done?.body['deployment'])).toMatchObject({ state: 'ok' });
}, 120_000);

it('an image that is nowhere is refused, and nothing is touched', async () => {
  const before = await shown('web');
  const { status, body } = await deploy({ web: 'switchyard/none:1' });
  expect(status).toBeGreaterThanOrEqual(400);
  expect(['image_pull_failed', 'image_not_found', 'compose_failed']).toContain(body['code']);
  expect(await shown('web')).toEqual(before);
}, 120_000);
