import { closeRedis, openRedis, type Redis } from '@app/jobs';
import { ready } from '../redis/ready.ts';
import type { Answer, Holder } from './operations.ts';
import { startScripted, type ScriptedOperations } from './scripted-operations.ts';

const ANN: Holder = { id: 'ann', key: 'sy-anns-key', roles: ['operator'] };
const BOB: Holder = { id: 'bob', key: 'sy-bobs-key', roles: ['operator', 'deployer'] };
const TTL_SEC = 90;

interface Shown {
  readonly hash: string;
  readonly made_at: string;
  readonly expires_at: string;
  readonly warnings: readonly string[];
}

let ops: ScriptedOperations;
let redis: Redis;

beforeAll(async () => {
  ops = await startScripted([ANN, BOB], 4, { PLAN_TTL_SEC: `${TTL_SEC}` });
  redis = openRedis(ops.redis.url, 'prompt', () => undefined);
  await ready(redis);
}, 60_000);
afterAll(async () => {
  if (redis !== undefined) closeRedis(redis);
  await ops?.close();
}, 60_000);

const post = (path: string, body: object, key = ANN.key, headers: Record<string, string> = {}) =>
  ops.call('POST', path, { body, key, headers });
const shown = async (path: string, body: object = {}, key = ANN.key) =>
  (await post(path, { ...body, dry_run: true }, key)).body['plan'] as Shown;
const said = ({ status, body }: Answer) => [status, body['code']];
const RESTART = '/services/web/restart';
const jobs = async () => (await ops.audit()).filter(({ result }) => result === 'intent').length;

it('a dry run says when its plan was made, and until when it can be confirmed', async () => {
  const { hash, made_at, expires_at } = await shown(RESTART);
  expect(Date.parse(expires_at) - Date.parse(made_at)).toBe(TTL_SEC * 1_000);
  expect(Math.abs(Date.parse(made_at) - Date.now())).toBeLessThan(10_000);
  expect((await post(RESTART, { confirm: true, plan: hash })).status).toBe(200);
});

it('the plan of another client is refused, and makes no job', async () => {
  const { hash } = await shown('/services/bobs/restart', {}, BOB.key);
  const before = await jobs();
  expect(said(await post('/services/bobs/restart', { confirm: true, plan: hash }))).toEqual([
    409,
    'plan_of_another',
  ]);
  expect(await jobs()).toBe(before);
  expect((await post('/services/bobs/restart', { confirm: true, plan: hash }, BOB.key)).status).toBe(200);
});

it('a plan of one change confirms no other', async () => {
  const { hash } = await shown('/services/one/stop');
  for (const path of ['/services/one/start', '/services/other/stop', '/services/one/stop?node=gpu']) {
    const answer = await post(path, { confirm: true, plan: hash });
    expect([path, ...said(answer)]).toEqual([path, 409, 'plan_of_another']);
  }
});

it('a plan makes one job, however often and however quickly it is confirmed', async () => {
  const { hash } = await shown('/services/once/restart');
  const before = await jobs();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post('/services/once/restart', { confirm: true, plan: hash })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ body }) => body['code'] === 'plan_used')).toHaveLength(19);
  expect(await jobs()).toBe(before + 1);
});

it('a repetition under one Idempotency-Key is answered with the first job, though its plan is used', async () => {
  const { hash } = await shown('/services/again/restart');
  const headers = { 'idempotency-key': 'the-same' };
  const first = await post('/services/again/restart', { confirm: true, plan: hash }, ANN.key, headers);
  const second = await post('/services/again/restart', { confirm: true, plan: hash }, ANN.key, headers);
  expect([first.status, second.body]).toEqual([200, first.body]);
  const other = await post('/services/again/restart', { confirm: true, plan: hash });
  expect(said(other)).toEqual([409, 'plan_used']);
});

it('a plan whose change was refused before it was queued stays good', async () => {
  const names = Array.from({ length: 32 }, (_, n) => `${n}`.padEnd(128, 'x'));
  const images = Object.fromEntries(names.map((name) => [name, `a/${'b'.repeat(380)}:1`]));
  const { hash } = await shown('/deployments', { images }, BOB.key);
  for (let time = 0; time < 2; time++) {
    const refused = await post('/deployments', { images, confirm: true, plan: hash }, BOB.key);
    expect(said(refused)).toEqual([400, 'change_too_large']);
  }
});

it('a plan that Redis has lost is expired, and a new one works', async () => {
  const lost = await shown('/services/lost/restart');
  await redis.flushall();
  const refused = await post('/services/lost/restart', { confirm: true, plan: lost.hash });
  expect(said(refused)).toEqual([409, 'plan_expired']);
  expect(refused.body['detail']).toContain('make a new one');
  const { hash } = await shown('/services/lost/restart');
  expect((await post('/services/lost/restart', { confirm: true, plan: hash })).status).toBe(200);
});

it('while Redis is away a plan is shown all the same, and says that it cannot be confirmed', async () => {
  await ops.redis.kill();
  const { made_at, expires_at, warnings, hash } = await shown('/services/away/restart');
  expect(expires_at).toBe(made_at);
  expect(warnings.join()).toContain('cannot be confirmed');
  const refused = await post('/services/away/restart', { confirm: true, plan: hash });
  expect(said(refused)).toEqual([503, 'queue_unavailable']);
  await ops.redis.revive();
}, 30_000);
