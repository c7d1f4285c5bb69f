import { DomainError } from '@app/kernel';
import { Gate } from '../fakes/gate.ts';
import type { Holder } from './operations.ts';
import { startScripted, type ScriptedOperations } from './scripted-operations.ts';

const OPERATOR: Holder = { id: 'op', key: 'sy-operator-key', roles: ['operator'], services: ['web'] };
const DEPLOYER: Holder = { id: 'ci', key: 'sy-deployer-key', roles: ['deployer'] };
let ops: ScriptedOperations;

/** One job at a time, so that a second one waits. */
beforeAll(async () => {
  ops = await startScripted([OPERATOR, DEPLOYER], 1);
}, 60_000);
afterAll(() => ops?.close(), 60_000);
beforeEach(() => {
  ops.act = () => Promise.resolve({});
});

const restart = (service: string, headers: Record<string, string> = { prefer: 'respond-async' }) =>
  ops.call('POST', `/services/${service}/restart`, { body: { confirm: true }, headers });
const cancel = (job: unknown, options: object = {}) =>
  ops.call('POST', `/jobs/${String(job)}/cancel`, { body: {}, ...options });
const outcomesOf = async (job: unknown) =>
  (await ops.audit()).filter(({ metadata }) => metadata['intent'] === job);
const ended = (job: unknown) => ops.audited(({ metadata }) => metadata['intent'] === job);

/** busy runs a job on the only place and returns its id. */
async function busy(service: string, until: Promise<unknown>): Promise<unknown> {
  const started = new Gate();
  ops.act = (_payload, { signal }) => {
    started.open();
    const aborted = new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    );
    return Promise.race([until, aborted]).then(() => ({}));
  };
  const { body } = await restart(service);
  await started.opened;
  return body['job'];
}

describe('a job that waits', () => {
  it('is taken out of its queue: one outcome says that nothing was changed, and who asked is audited', async () => {
    const gate = new Gate();
    const first = await busy('web', gate.opened);
    const waiting = (await restart('db')).body['job'];
    const { status, body } = await cancel(waiting, { headers: { 'x-request-id': 'never-mind' } });
    expect(status).toBe(200);
    expect(body).toEqual({ ok: true, job: waiting, was: 'removed' });
    const again = await cancel(waiting);
    expect([again.status, again.body]).toEqual([200, body]);
    expect((await cancel(waiting, { key: OPERATOR.key })).status).toBe(404);
    expect((await cancel(waiting, { key: DEPLOYER.key })).status).toBe(403);
    expect(await ended(waiting)).toMatchObject({
      action: 'restart',
      resource: 'local/db',
      result: 'error',
      metadata: { code: 'job_cancelled', message: expect.stringContaining('nothing was changed') as string },
    });
    const asked = (await ops.audit()).filter(({ action }) => action === 'cancel');
    expect(asked).toMatchObject([
      {
        resource: 'local/db',
        actor: 'ops-token',
        result: 'ok',
        correlation_id: 'never-mind',
        metadata: { job: waiting, of: 'restart', was: 'waiting' },
      },
    ]);
    gate.open();
    await ended(first);
    expect((await restart('db', {})).status).toBe(200);
    expect(await outcomesOf(waiting)).toHaveLength(1);
  });

  it('answers its waiting caller that it was cancelled', async () => {
    const gate = new Gate();
    await busy('web', gate.opened);
    const answer = restart('db', { 'x-request-id': 'patient' });
    const intent = await ops.audited(({ correlation_id }) => correlation_id === 'patient');
    await untilWaiting(intent.event_id);
    await cancel(intent.event_id);
    const { status, body } = await answer;
    expect([status, body['code']]).toEqual([409, 'job_cancelled']);
    gate.open();
  });
});

describe('a job that runs', () => {
  it('is asked to stop; what came of it is its own outcome', async () => {
    const job = await busy('web', new Promise(() => undefined));
    const { body } = await cancel(job, { key: OPERATOR.key });
    expect(body).toEqual({ ok: true, job, was: 'requested' });
    expect(await ended(job)).toMatchObject({ result: 'error', metadata: { code: 'job_cancelled' } });
    const asked = await ops.audited(({ metadata }) => metadata['job'] === job);
    expect(asked).toMatchObject({ action: 'cancel', actor: 'op', metadata: { was: 'active' } });
    expect(await outcomesOf(job)).toHaveLength(1);
  });
});

it('a job that has ended is left alone, and nothing is audited', async () => {
  ops.act = () => Promise.reject(new DomainError('node_failed', 'the engine failed'));
  const { body } = await restart('web', { prefer: 'respond-async' });
  await ended(body['job']);
  await untilState(body['job'], 'failed');
  const before = await ops.audit();
  expect((await cancel(body['job'])).body).toEqual({ ok: false, job: body['job'], was: 'ended' });
  expect(await ops.audit()).toEqual(before);
});

it('a job outside the scopes is not found', async () => {
  const { body } = await restart('db');
  await ended(body['job']);
  const { status, body: refused } = await cancel(body['job'], { key: OPERATOR.key });
  expect([status, refused['code']]).toEqual([404, 'job_not_found']);
});

const untilWaiting = (job: unknown) => untilState(job, 'waiting');

async function untilState(job: unknown, state: string): Promise<void> {
  for (;;) {
    const { body } = await ops.call('GET', `/jobs/${String(job)}`);
    if (body['state'] === state) return;
  }
}

it('is for those who may start its like: CI ends its own deployment, and no restart', async () => {
  const gate = new Gate();
  const restarting = await busy('db', gate.opened);
  const pull = await ops.call('POST', '/images/pull', {
    body: { services: ['web'], confirm: true },
    key: DEPLOYER.key,
    headers: { prefer: 'respond-async' },
  });
  expect((await cancel(restarting, { key: DEPLOYER.key })).status).toBe(403);
  expect((await cancel(pull.body['job'], { key: OPERATOR.key })).status).toBe(403);
  expect((await cancel(pull.body['job'], { key: DEPLOYER.key })).body).toMatchObject({ was: 'removed' });
  gate.open();
  await ended(restarting);
});

describe('what a caller says of its request', () => {
  const trace_id = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${trace_id}-b7ad6b7169203331-01`;
  const told = async (query: string) =>
    (await ops.call('GET', `/audit?${query}`)).body['entries'] as Readonly<Record<string, unknown>>[];

  it('stands in each event of it, also a denied one, and the audit finds them by the trace', async () => {
    const headers = { 'x-request-id': 'told', 'x-request-origin': 'ci', traceparent };
    const body = { confirm: true };
    const { status } = await ops.call('POST', '/services/web/restart', { body, headers });
    expect(status).toBe(200);
    await ops.audited((event) => event.correlation_id === 'told' && event.result === 'ok');
    const outside = { body, key: OPERATOR.key, headers: { ...headers, 'x-request-id': 'outside' } };
    expect((await ops.call('POST', '/services/db/restart', outside)).status).toBe(403);
    await ops.audited(({ correlation_id }) => correlation_id === 'outside');
    const found = await told(`trace_id=${trace_id}`);
    expect(found.map(({ correlation_id, action, result }) => [correlation_id, action, result])).toEqual([
      ['outside', 'denied', 'denied'],
      ['told', 'restart', 'ok'],
      ['told', 'restart', 'intent'],
    ]);
    for (const { metadata } of found)
      expect(metadata).toMatchObject({ said_by_caller: { origin: 'ci', trace_id } });
  });

  it('is nothing when it said nothing that is known', async () => {
    const headers = { 'x-request-id': 'silent', 'x-request-origin': 'my-laptop', traceparent: 'ff-1-1-1' };
    await restart('web', headers);
    await ops.audited((event) => event.correlation_id === 'silent' && event.result === 'ok');
    const found = await told('correlation_id=silent');
    expect(found).toHaveLength(2);
    expect(JSON.stringify(found)).not.toContain('said_by_caller');
    expect((await ops.call('GET', '/audit?trace_id=0AF')).status).toBe(400);
  });
});

it('to ask whether keys are needed leaves no denial, and to try one does', async () => {
  const before = (await ops.audit()).length;
  expect((await ops.call('GET', '/whoami', { key: null })).status).toBe(401);
  const headers = { 'x-request-id': 'a-try' };
  expect((await ops.call('GET', '/whoami', { key: 'sy-nobodys-key', headers })).status).toBe(401);
  const denied = await ops.audited(({ correlation_id }) => correlation_id === 'a-try');
  expect(denied).toMatchObject({
    seq: before + 1,
    action: 'denied',
    resource: 'GET /whoami',
    actor: 'unknown',
  });
});
