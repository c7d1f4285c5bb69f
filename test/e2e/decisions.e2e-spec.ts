import { closeRedis, JobEvents, openRedis, type JobVerdict, type Redis } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { Gate } from '../fakes/gate.ts';
import { ready } from '../redis/ready.ts';
import { CommandRun } from './command-run.ts';
import type { Answer, Holder } from './operations.ts';
import { startScripted, type ScriptedOperations } from './scripted-operations.ts';
import { until } from './until.ts';

const OPERATOR: Holder = { id: 'op', key: 'sy-operator-key', roles: ['operator'] };
const DEPLOYER: Holder = { id: 'ci', key: 'sy-deployer-key', roles: ['deployer'] };
const WEB_ONLY: Holder = { id: 'web-only', key: 'sy-web-only-key', roles: ['operator'], services: ['web'] };

interface Decision {
  readonly id: string;
  readonly verdict: string;
  readonly action: string;
  readonly services: readonly string[];
}

let ops: ScriptedOperations;
let redis: Redis;
let service = 0;

beforeAll(async () => {
  ops = await startScripted([OPERATOR, DEPLOYER, WEB_ONLY]);
  redis = openRedis(ops.redis.url, 'prompt', () => undefined);
  await ready(redis);
}, 60_000);
afterAll(async () => {
  if (redis !== undefined) closeRedis(redis);
  await ops?.close();
}, 60_000);
beforeEach(() => {
  ops.act = () => Promise.resolve({});
});

const post = (path: string, body: object, key = OPERATOR.key, headers: Record<string, string> = {}) =>
  ops.call('POST', path, { body, key, headers });
const decide = (id: string, body: object, key?: string, headers?: Record<string, string>) =>
  post(`/decisions/${id}`, body, key, headers);
const open = async (key = OPERATOR.key) =>
  (await ops.call('GET', '/decisions', { key })).body['decisions'] as Decision[];
const isOpen = async (id: string) => (await open()).some((decision) => decision.id === id);
const said = ({ status, body }: Answer) => [status, body['code']];
const ended = (id: string) => ops.audited(({ metadata }) => metadata['intent'] === id);
const FINISH = { decision: 'finish', confirm: true };
const ABANDON = { decision: 'abandon', confirm: true };

/** A change whose worker died in its middle; returns its intent, once the verdict is in the audit. */
async function cutOff(
  verdict: JobVerdict['verdict'],
  path = `/services/s${++service}/restart`,
  body: object = {},
  key = OPERATOR.key,
): Promise<string> {
  const started = new Gate();
  const silent = new Gate();
  ops.act = () => {
    started.open();
    return silent.opened.then(() => ({}));
  };
  const answer = await post(path, { ...body, confirm: true }, key, { prefer: 'respond-async' });
  const id = String(answer.body['job'] ?? answer.body['detail']);
  await started.opened;
  await new JobEvents(redis).publish(id, { type: 'verdict', verdict, evidence: { seen: 'by the test' } });
  await ended(id);
  const needed = verdict !== 'happened';
  await until(
    () => ops.call('GET', `/jobs/${id}`),
    ({ body: job }) => job['needs_decision'] === needed,
  );
  silent.open();
  ops.act = () => Promise.resolve({});
  return id;
}

describe.each(['did_not_happen', 'partial', 'unknown'] as const)('a change of the verdict %s', (verdict) => {
  it('needs a decision: its job, its outcome and the list of open ones say so', async () => {
    const id = await cutOff(verdict);
    expect((await ended(id)).metadata).toMatchObject({ verdict, needs_decision: true });
    expect((await ops.call('GET', `/jobs/${id}`)).body['needs_decision']).toBe(true);
    const [newest] = await open();
    expect(newest).toMatchObject({
      id,
      verdict,
      action: 'restart',
      node: 'local',
      services: [`s${service}`],
      actor: 'op',
      evidence: { seen: 'by the test' },
    });
  });
});

it('what happened, or failed by itself, needs none', async () => {
  const happened = await cutOff('happened');
  ops.act = () => Promise.reject(new DomainError('node_failed', 'the engine failed'));
  const { body } = await post('/services/failed/restart', { confirm: true });
  expect(body['code']).toBe('node_failed');
  const known = (await open()).map(({ id, services }) => [id, ...services]).flat();
  expect(known).not.toContain(happened);
  expect(known).not.toContain('failed');
  expect((await ops.call('GET', `/jobs/${happened}`)).body['needs_decision']).toBe(false);
});

describe('to finish', () => {
  it('is planned first, and then a change of its own that says whom it finishes', async () => {
    const id = await cutOff('partial');
    const tried = await decide(id, { decision: 'finish', dry_run: true });
    expect(tried.body['would']).toBe(`finish: restart s${service}`);
    const { hash } = tried.body['plan'] as { hash: string };
    expect(await isOpen(id)).toBe(true);
    const { status, body } = await decide(id, { ...FINISH, plan: hash, reason: 'the power was cut' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, decision: 'finish', id, action: 'restarted', node: 'local' });
    const job = String(body['job']);
    expect(job).not.toBe(id);
    const intent = await ops.audited(({ event_id }) => event_id === job);
    expect(intent).toMatchObject({ action: 'restart', actor: 'op', result: 'intent' });
    expect(intent.metadata).toMatchObject({ finishes: id, reason: 'the power was cut' });
    expect(await isOpen(id)).toBe(false);
    expect((await ops.call('GET', `/jobs/${id}`)).body['needs_decision']).toBe(false);
    // What was decided since does not change how the job itself ended, in a list or by itself.
    const listed = async (wanted: string) => {
      const { body: list } = await ops.call('GET', '/jobs/ended?limit=100');
      return (list['jobs'] as Record<string, unknown>[]).find((one) => one['id'] === wanted);
    };
    // It is told that a job has ended before its record says so.
    await until(
      () => listed(job),
      (one) => one !== undefined,
    );
    expect((await listed(job))?.['verdict']).toBe('ok');
    expect(await listed(id)).toMatchObject({ verdict: 'partial', needs_decision: false });
    expect((await ops.call('GET', `/jobs/${id}`)).body['verdict']).toBe('partial');
  });

  it('again is answered with the same job; to abandon it then is too late', async () => {
    const id = await cutOff('partial');
    const first = await decide(id, FINISH);
    const again = await decide(id, FINISH);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(said(await decide(id, ABANDON))).toEqual([409, 'decision_made']);
  });

  it('at once, by many, is done once', async () => {
    const id = await cutOff('did_not_happen');
    const gate = new Gate();
    ops.act = () => gate.opened.then(() => ({}));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => decide(id, FINISH, OPERATOR.key, { prefer: 'respond-async' })),
    );
    gate.open();
    const jobs = new Set(answers.filter(({ status }) => status === 202).map(({ body }) => body['job']));
    expect(jobs.size).toBe(1);
    const others = answers.filter(({ status }) => status !== 202).map(({ body }) => body['code']);
    expect(new Set(others)).toEqual(new Set(others.length > 0 ? ['decision_made'] : []));
    const made = (await ops.audit()).filter(({ metadata }) => metadata['finishes'] === id);
    expect(made).toHaveLength(1);
  });

  it('leaves the decision open when it fails, and closes it in favour of its own when it is cut off itself', async () => {
    const id = await cutOff('partial');
    ops.act = () => Promise.reject(new DomainError('node_failed', 'the engine failed'));
    expect(said(await decide(id, FINISH))).toEqual([502, 'node_failed']);
    expect(await isOpen(id)).toBe(true);
    const next = await cutOff('partial', `/decisions/${id}`, { decision: 'finish' });
    expect([await isOpen(id), await isOpen(next)]).toEqual([false, true]);
    expect((await decide(next, FINISH)).status).toBe(200);
  });

  it('a deployment asks for the same images in the same way', async () => {
    const body = { images: { [`d${++service}`]: 'a/b:1' }, pull: 'always', health_timeout_sec: 17 };
    const id = await cutOff('did_not_happen', '/deployments', body, DEPLOYER.key);
    expect((await decide(id, FINISH, DEPLOYER.key)).status).toBe(200);
    expect(ops.worker.asked.at(-1)).toMatchObject({
      action: 'deploy',
      rollout: {
        images: { [`d${service}`]: { reference: 'a/b:1' } },
        pull: 'always',
        health_timeout_sec: 17,
      },
    });
  });
});

describe('to abandon', () => {
  it('is written into the audit, and nothing else is done', async () => {
    const id = await cutOff('partial');
    expect(said(await decide(id, { decision: 'abandon' }))).toEqual([400, 'confirm_required']);
    const tried = await decide(id, { decision: 'abandon', dry_run: true });
    expect(tried.body).toEqual({ would: `abandon restart s${service}` });
    const before = ops.worker.asked.length;
    const { status, body } = await decide(id, { ...ABANDON, reason: 'not wanted any more' });
    expect([status, body['decision'], body['job']]).toEqual([200, 'abandon', undefined]);
    expect(await ops.audited(({ metadata }) => metadata['decides'] === id)).toMatchObject({
      action: 'decide',
      actor: 'op',
      result: 'ok',
      resource: `local/s${service}`,
      metadata: { decision: 'abandon', of: 'restart', reason: 'not wanted any more' },
    });
    expect(ops.worker.asked).toHaveLength(before);
    expect(await isOpen(id)).toBe(false);
    expect((await decide(id, ABANDON)).body).toEqual(body);
    expect(said(await decide(id, FINISH))).toEqual([409, 'decision_made']);
  });

  it('by the command asks for confirmation first, and is listed no more afterwards', async () => {
    const id = await cutOff('partial');
    const run = (command: string, more: Readonly<Record<string, string>> = {}) =>
      new CommandRun('sh', ['deploy/ops/ops.sh', command], {
        OPS_URL: ops.url(),
        OPS_KEY: OPERATOR.key,
        JOB: id,
        DECISION: 'abandon',
        ...more,
      }).end;
    expect((await run('decisions')).out).toMatch(
      new RegExp(`${id} +partial +restart +local +s${service} +op `),
    );
    const asked = await run('decide');
    expect([asked.code, asked.out]).toEqual([
      2,
      `Would abandon restart s${service}: things stay as they are.\n`,
    ]);
    expect((await run('decide', { DECISION: 'maybe' })).complaint).toContain('DECISION: got maybe');
    const { code, out } = await run('decide', { YES: '1' });
    expect([code, out]).toEqual([0, expect.stringContaining('Abandoned')]);
    expect((await run('decisions')).out).not.toContain(id);
  }, 60_000);

  it('at once, by many, is written once', async () => {
    const id = await cutOff('partial');
    await Promise.all(Array.from({ length: 10 }, () => decide(id, ABANDON)));
    const written = (await ops.audit()).filter(({ metadata }) => metadata['decides'] === id);
    expect(written).toHaveLength(1);
  });
});

describe('who may decide', () => {
  it('is who may make such a change, where he may', async () => {
    const id = await cutOff('partial');
    for (const key of [DEPLOYER.key, WEB_ONLY.key]) {
      expect(said(await decide(id, ABANDON, key))).toEqual([403, 'forbidden']);
      expect(said(await decide(id, FINISH, key))).toEqual([403, 'forbidden']);
    }
    expect(await open(WEB_ONLY.key)).toEqual([]);
    expect(await isOpen(id)).toBe(true);
  });

  it('only finds what is to be decided', async () => {
    const happened = await cutOff('happened');
    expect(said(await decide(happened, ABANDON))).toEqual([404, 'decision_not_found']);
    expect(said(await decide('01a1fe4f-bc6f-7226-99b4-1a45197ce951', FINISH))[1]).toBe('decision_not_found');
    expect((await decide('web', FINISH)).status).toBe(400);
    expect((await decide(happened, { decision: 'maybe', confirm: true })).status).toBe(400);
    expect((await decide(happened, { ...ABANDON, reason: 'two\nlines' })).status).toBe(400);
  });
});

it('after ops was started again the audit says what is open, what was decided, and what is being finished', async () => {
  const left = await cutOff('partial');
  const abandoned = await cutOff('partial');
  await decide(abandoned, ABANDON);
  const failed = await cutOff('partial');
  ops.act = () => Promise.reject(new DomainError('node_failed', 'the engine failed'));
  await decide(failed, FINISH);
  const finished = await cutOff('partial');
  await decide(finished, FINISH);
  const finishing = await cutOff('partial');
  const gate = new Gate();
  ops.act = () => gate.opened.then(() => ({}));
  const { body } = await decide(finishing, FINISH, OPERATOR.key, { prefer: 'respond-async' });
  const before = await open();

  await ops.restart();
  expect(await open()).toEqual(before);
  const known = before.map(({ id }) => id);
  expect(known).toEqual(expect.arrayContaining([left, failed]));
  for (const id of [abandoned, finished, finishing]) expect(known).not.toContain(id);
  const again = await decide(finishing, FINISH, OPERATOR.key);
  expect([again.status, again.body['job']]).toEqual([202, body['job']]);
  gate.open();
  await ended(String(body['job']));
  expect((await decide(finishing, FINISH)).status).toBe(200);
  expect((await decide(left, ABANDON)).status).toBe(200);
  expect(await ops.metrics()).toContain(`switchyard_audit_open_decisions ${before.length - 1}`);
}, 60_000);
