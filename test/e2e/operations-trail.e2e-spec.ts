import { execFile } from 'node:child_process';
import { verifyAudit } from '@app/audit';
import { startOperations, TOKEN, type Operations } from './operations.ts';

let ops: Operations;

beforeAll(async () => {
  ops = await startOperations(['web', 'busy']);
}, 90_000);
afterAll(() => ops?.close(), 60_000);

const restart = (service: string, headers: Record<string, string> = {}) =>
  ops.call('POST', `/services/${service}/restart`, { body: { confirm: true }, headers });

async function text(path: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${ops.url}${path}`, {
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
  });
  return response.text();
}

/** Runs the command behind `npm run audit:verify` with a head on standard input. */
function verified(head: string): Promise<{ code: number; output: string }> {
  const argv = ['deploy/ops/audit-verify.ts', '--folder', ops.auditFolder, '--head', '-'];
  return new Promise((done) => {
    const child = execFile(process.execPath, argv, (_error, stdout, stderr) =>
      done({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
    child.stdin?.end(head);
  });
}

describe('a request with an Idempotency-Key', () => {
  it('acts once, and answers the same when it is sent again', async () => {
    const first = await restart('web', { 'idempotency-key': 'once' });
    const again = await restart('web', { 'idempotency-key': 'once' });
    expect(first.status).toBe(200);
    expect(again.body).toEqual(first.body);
    const outcomes = (await ops.audit()).filter(({ metadata }) => metadata['intent'] === first.body['job']);
    expect(outcomes).toHaveLength(1);
  });

  it('refuses another request under the same key', async () => {
    const { status, body } = await ops.call('POST', '/services/web/stop', {
      body: { confirm: true },
      headers: { 'idempotency-key': 'once' },
    });
    expect(status).toBe(422);
    expect(body['code']).toBe('idempotency_key_reused');
  });

  it('may be sent again when it was refused before anything happened', async () => {
    const headers = { 'idempotency-key': 'refused' };
    const missing = () => ops.call('POST', '/services/nothing/stop', { body: { confirm: true }, headers });
    expect((await missing()).status).toBe(404);
    expect((await missing()).status).toBe(404);
  });
});

describe('a job', () => {
  it('can be looked up, and its events read and resumed', async () => {
    const { body } = await restart('web');
    const job = String(body['job']);
    const { body: view } = await ops.call('GET', `/jobs/${job}`);
    expect(view).toMatchObject({ id: job, action: 'restart', services: ['web'], actor: 'ops-token' });
    const events = await text(`/jobs/${job}/events`);
    const names = [...events.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
    expect(names).toEqual(['queued', 'started', 'progress', 'outcome']);
    const second = /^id: (.*)$/gm.exec(events.slice(events.indexOf('event: started') - 40))?.[1] ?? '';
    const rest = await text(`/jobs/${job}/events`, { 'last-event-id': second });
    expect(rest).not.toContain('event: queued');
    expect(rest).toContain('event: outcome');
  });

  it('that does not exist is not found', async () => {
    const { status, body } = await ops.call('GET', '/jobs/01a1fe4f-bc6f-7226-99b4-1a45197ce951');
    expect([status, body['code']]).toEqual([404, 'job_not_found']);
    expect((await ops.call('GET', '/jobs/..%2Faudit')).status).toBe(400);
  });
});

it('a hundred conflicting requests at once: each is answered, and no two act at the same time', async () => {
  const answers = await Promise.all(Array.from({ length: 100 }, () => restart('busy')));
  const done = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status !== 200);
  expect(done.length).toBeGreaterThan(0);
  for (const { status, body } of refused) {
    expect([409, 503]).toContain(status);
    expect(['service_busy', 'plan_outdated', 'queue_full']).toContain(body['code']);
  }
  const events = (await ops.audit()).filter(({ resource }) => resource === 'local/busy');
  const intents = events.filter(({ result }) => result === 'intent');
  const ends = new Map(events.map(({ metadata, result }) => [metadata['intent'], result]));
  expect(intents.length).toBeGreaterThan(0);
  for (const { event_id } of intents) expect(['ok', 'error']).toContain(ends.get(event_id));
  expect(events.filter(({ result }) => result === 'ok')).toHaveLength(done.length);
}, 120_000);

describe('the audit', () => {
  it('answers its newest events, and those that match', async () => {
    const { body } = await ops.call('GET', '/audit?limit=2');
    expect(body['entries']).toHaveLength(2);
    const { body: web } = await ops.call('GET', '/audit?resource=local/web&result=ok&limit=100');
    const entries = web['entries'] as { resource: string; result: string }[];
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) expect(entry).toMatchObject({ resource: 'local/web', result: 'ok' });
  });

  it('is read page after page, and counted', async () => {
    const { body: first } = await ops.call('GET', '/audit?action=restart&limit=3&count=true');
    const newest = first['entries'] as { seq: number }[];
    expect(first).toMatchObject({ total_is_exact: true });
    expect(first['total']).toBeGreaterThan(3);
    const { body: next } = await ops.call(
      'GET',
      `/audit?action=restart&limit=3&before=${newest.at(-1)?.seq}`,
    );
    const [after] = next['entries'] as { seq: number }[];
    expect(after?.seq).toBeLessThan(newest.at(-1)?.seq ?? 0);
    expect(next['total']).toBeUndefined();
    expect((await ops.call('GET', '/audit?before=0')).status).toBe(400);
  });

  it('is verified over a range, and that is in the audit', async () => {
    const { status, body } = await ops.call('POST', '/audit/verify', { body: { from: 2, to: 5 } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, from: 2, to: 5, last_seq: 5, complete: true });
    const { body: last } = await ops.call('GET', '/audit?limit=1');
    expect(last['entries']).toMatchObject([
      { action: 'audit_verify', result: 'ok', actor: 'ops-token', metadata: { from: 2, to: 5 } },
    ]);
    expect((await ops.call('POST', '/audit/verify', { body: { from: 'x' } })).status).toBe(400);
  });

  it('is verified without anybody waiting, as one event, and its result can be read by its id', async () => {
    const { status, body: begun } = await ops.call('POST', '/audit/verifications', { body: { from: 2 } });
    expect(status).toBe(202);
    const path = `/audit/verifications/${String(begun['id'])}`;
    const event = await ops.audited(({ metadata }) => metadata['verification'] === begun['id']);
    const { body: ended } = await ops.call('GET', path);
    expect(ended).toMatchObject({
      state: 'intact',
      from: 2,
      verified_to: begun['to'],
      started_by: 'ops-token',
    });
    expect(event).toMatchObject({
      action: 'audit_verify',
      result: 'ok',
      metadata: { from: 2, to: begun['to'], events: Number(begun['to']) - 1, state: 'intact' },
    });
    expect((await ops.call('DELETE', path)).body).toEqual(ended);
    expect((await ops.call('GET', '/audit/verifications')).body['verifications']).toEqual([ended]);
  });

  it('refuses a range that there is not, and knows no verification of another life', async () => {
    const beyond = await ops.call('POST', '/audit/verifications', { body: { from: 900_000 } });
    expect([beyond.status, beyond.body['detail']]).toEqual([
      400,
      expect.stringMatching(/^from: got 900000, wanted an event up to \d+$/),
    ]);
    const gone = '/audit/verifications/01a1fe4f-bc6f-7226-99b4-1a45197ce951';
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await ops.call(method, gone);
      expect([status, body['code']]).toEqual([404, 'verification_not_found']);
    }
  });

  it('is exported as JSON lines and CSV, and its chain holds', async () => {
    const events = await ops.audit();
    const lines = (await text('/audit?format=jsonl&action=restart')).trim().split('\n');
    expect(lines).toHaveLength(events.filter(({ action }) => action === 'restart').length);
    const { body } = await ops.call('GET', '/audit?action=audit_export&limit=1');
    expect(body['entries']).toMatchObject([
      { resource: 'audit', actor: 'ops-token', metadata: { format: 'jsonl', filter: { action: 'restart' } } },
    ]);
    expect((await text('/audit?format=csv')).split('\n')[0]).toContain('action');
    const report = await verifyAudit(ops.auditFolder);
    expect(report).toMatchObject({ ok: true });
  });

  it('gives its signed head to those who may read it, and the verifier takes the answer', async () => {
    const answer = await text('/audit/head');
    const { code, output } = await verified(answer);
    expect(output).toContain('the head proves events up to');
    expect(code).toBe(0);
    expect((await ops.call('GET', '/audit/head', { key: null })).status).toBe(401);
  });

  it.each(['limit=0', 'limit=x', 'since=yesterday', 'action=destroy', 'format=xml', 'unknown=1'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await ops.call('GET', `/audit?${query}`);
      expect(status).toBe(400);
      expect(body['detail']).toContain(query.split('=')[0]);
    },
  );
});
