import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { issue, issueAuthority, writeIdentity, type Identity } from '../mtls/certificates.ts';
import type { GpuNode } from '../docker/gpu-node.ts';
import { startOperations, type Operations } from './operations.ts';
import { until } from './until.ts';

const REQUESTS = 24;
/** Longer than it takes until changed files are used, so that each pair is. */
const ROTATED_EVERY_MS = 400;

let ops: Operations;
let gpu: GpuNode;
let newAuthority: Identity;

beforeAll(async () => {
  ops = await startOperations(['web'], { gpu: ['vllm'] });
  gpu = (ops.gpu as NonNullable<Operations['gpu']>).node;
  newAuthority = await issueAuthority('new client authority');
  await gpu.caddy.close();
  await writeIdentity(gpu.certificates, 'new-ca', newAuthority);
  await gpu.caddy.start(trusting('{$CERT_DIR}/client-ca.pem', '{$CERT_DIR}/new-ca.pem'));
}, 90_000);
afterAll(() => ops?.close(), 60_000);

const TRUSTED = '\t\t\ttrusted_ca_cert_file {$CERT_DIR}/client-ca.pem';

function trusting(...files: string[]) {
  return (caddyfile: string) =>
    caddyfile.replace(TRUSTED, () => files.map((file) => `\t\t\ttrusted_ca_cert_file ${file}`).join('\n'));
}

const certificateEnd = async () => {
  const { body } = await ops.call('GET', '/nodes');
  const nodes = body['nodes'] as { id: string; certificates?: { client: { not_after: string } } }[];
  return nodes.find(({ id }) => id === 'gpu')?.certificates?.client.not_after ?? '';
};

/** Writes a pair of one authority, then of the other, each with an end of its own; the last is the new one's. */
async function rotate(stop: AbortSignal, ends: string[]): Promise<void> {
  for (let turn = 0; turn % 2 === 0 || !stop.aborted; turn++) {
    const end = new Date(Date.now() + (turn + 10) * 3_600_000);
    end.setMilliseconds(0);
    const authority = turn % 2 === 0 ? newAuthority : gpu.clientAuthority;
    await writeIdentity(gpu.certificates, 'worker', await issue(authority, 'worker', end));
    ends.push(end.toISOString());
    await pause(ROTATED_EVERY_MS);
  }
}

it('certificates are rotated from an old to a new authority while the node works, and no request fails', async () => {
  const stop = new AbortController();
  const ends: string[] = [];
  const rotating = rotate(stop.signal, ends);
  const used = new Set<string>();
  for (let asked = 0; asked < REQUESTS; asked += 2) {
    const read = await ops.call('GET', '/services/vllm?node=gpu');
    expect(read).toMatchObject({ status: 200, body: { state: 'running' } });
    const done = await ops.call('POST', '/services/vllm/restart?node=gpu', { body: { confirm: true } });
    expect(done).toMatchObject({ status: 200, body: { ok: true } });
    used.add(await certificateEnd());
  }
  stop.abort();
  await rotating;
  expect(used.size).toBeGreaterThan(5);
  expect(await until(certificateEnd, (end) => end === ends.at(-1))).toBe(ends.at(-1));
}, 90_000);

const pullOf = (wish: object) =>
  ops.call('POST', '/images/pull', { body: { node: 'gpu', services: ['vllm'], ...wish } });
const refusal = (whose: string) => ({
  status: 409,
  body: {
    code: 'node_certificate_expiring',
    detail: expect.stringMatching(
      new RegExp(`${whose}.* ends at .*, and pull may take 1 h; renew it first:`),
    ),
  },
});

it('a certificate that ends before a pull may have is renewed first; a restart needs no such time', async () => {
  const soon = new Date(Date.now() + 30 * 60_000);
  soon.setMilliseconds(0);
  await writeIdentity(gpu.certificates, 'worker', await issue(newAuthority, 'worker', soon));
  await until(certificateEnd, (end) => end === soon.toISOString());
  gpu.recorded.forget();
  for (const wish of [{ dry_run: true }, { confirm: true }])
    expect(await pullOf(wish)).toMatchObject(refusal("the worker's certificate"));
  expect(gpu.recorded.changes).toEqual([]);
  const done = await ops.call('POST', '/services/vllm/restart?node=gpu', { body: { confirm: true } });
  expect(done).toMatchObject({ status: 200, body: { ok: true } });
  await writeIdentity(gpu.certificates, 'worker', await issue(newAuthority, 'worker'));
  await until(
    () => pullOf({ dry_run: true }),
    ({ status }) => status === 200,
  );
}, 30_000);

it('the node may then forget the old authority', async () => {
  await writeIdentity(gpu.certificates, 'worker', await issue(newAuthority, 'worker'));
  await gpu.caddy.close();
  await gpu.caddy.start(trusting('{$CERT_DIR}/new-ca.pem'));
  const { status } = await until(
    () => ops.call('GET', '/services/vllm?node=gpu'),
    ({ status }) => status === 200,
  );
  expect(status).toBe(200);
}, 30_000);

it('the server may change its authority too: the worker trusts all that are in one file', async () => {
  const authority = await issueAuthority('new server authority');
  await appendFile(join(gpu.certificates, 'server-ca.pem'), `\n${authority.certificate.toString('pem')}\n`);
  await gpu.caddy.close();
  const soon = new Date(Date.now() + 30 * 60_000);
  await writeIdentity(gpu.certificates, 'server', await issue(authority, 'localhost', soon));
  await gpu.caddy.start(trusting('{$CERT_DIR}/new-ca.pem'));
  await until(
    () => ops.call('GET', '/services/vllm?node=gpu'),
    ({ status }) => status === 200,
  );
  expect(await pullOf({ dry_run: true })).toMatchObject(refusal('the server certificate'));
}, 30_000);
