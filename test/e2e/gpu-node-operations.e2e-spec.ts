import { issue, writeIdentity, YESTERDAY } from '../mtls/certificates.ts';
import type { GpuNode } from '../docker/gpu-node.ts';
import { startOperations, type Operations } from './operations.ts';
import { until } from './until.ts';
import { askWorker } from './worker-calls.ts';

let ops: Operations;
let gpu: GpuNode;

beforeAll(async () => {
  ops = await startOperations(['web'], { gpu: ['vllm'], workerEnv: { WORKER_PROBE_SEC: '1' } });
  gpu = (ops.gpu as NonNullable<Operations['gpu']>).node;
}, 90_000);
afterAll(() => ops?.close(), 60_000);

interface NodeShown {
  readonly ok: boolean;
  readonly problem?: { readonly code: string };
  readonly certificates: Readonly<Record<string, { readonly not_after: string; readonly warning: boolean }>>;
  readonly probes: Readonly<Record<string, string>>;
  readonly skew_ms?: number;
}

async function gpuNode(): Promise<NodeShown> {
  const { body } = await ops.call('GET', '/nodes');
  const nodes = body['nodes'] as (NodeShown & { id: string })[];
  return nodes.find(({ id }) => id === 'gpu') as NodeShown;
}

const restart = () => ops.call('POST', '/services/vllm/restart?node=gpu', { body: { confirm: true } });

it('services of every node are in one list, each with its node', async () => {
  const { body } = await ops.call('GET', '/services');
  const services = body['services'] as { id: string; node: string; state: string }[];
  expect(services.map(({ id, node, state }) => [node, id, state])).toEqual([
    ['local', 'web', 'running'],
    ['gpu', 'vllm', 'running'],
  ]);
});

it.each([
  ['restart', 'restarted', 'running'],
  ['stop', 'stopped', 'exited'],
  ['start', 'started', 'running'],
])('%s works on the node behind Caddy', async (action, done, state) => {
  const { body } = await ops.call('POST', `/services/vllm/${action}?node=gpu`, { body: { confirm: true } });
  expect(body).toMatchObject({ ok: true, service: 'vllm', action: done, node: 'gpu' });
  const { body: seen } = await ops.call('GET', '/services/vllm?node=gpu');
  expect(seen['state']).toBe(state);
  const outcome = await ops.audited(({ metadata }) => metadata['intent'] === body['job']);
  expect(outcome).toMatchObject({ resource: 'gpu/vllm', action, result: 'ok' });
});

it('a dry run asks the engine behind Caddy to read, and for nothing else', async () => {
  gpu.recorded.forget();
  const { body } = await ops.call('POST', '/services/vllm/restart?node=gpu', { body: { dry_run: true } });
  expect(body['plan']).toMatchObject({ node: 'gpu', steps: [{ service: 'vllm', effect: 'restart' }] });
  expect(gpu.recorded.calls.length).toBeGreaterThan(0);
  expect(gpu.recorded.changes).toEqual([]);
});

it('jobs are counted by how they ended, and ops is ready when all that it needs is there', async () => {
  const text = await (await fetch(`${ops.url}/metrics`)).text();
  expect(text).toContain('switchyard_jobs_total{action="restart",result="ok"} 1\n');
  const ready = await ops.call('GET', '/ready', { key: null });
  expect(ready).toMatchObject({
    status: 200,
    body: {
      ready: true,
      dependencies: [{ name: 'redis' }, { name: 'worker' }, { name: 'audit' }, { name: 'queue' }],
    },
  });
});

describe('among the nodes the one behind Caddy', () => {
  it('shows its certificates, what its probes found, and how far its clock is off', async () => {
    const shown = await until(gpuNode, ({ probes }) => !Object.values(probes).includes('unknown'));
    expect(shown.ok).toBe(true);
    expect(Object.values(shown.probes)).toEqual(['refused', 'refused', 'refused']);
    for (const kind of ['client', 'ca', 'server']) {
      expect(Date.parse(shown.certificates[kind]?.not_after ?? '')).toBeGreaterThan(Date.now());
    }
    expect(Math.abs(shown.skew_ms ?? NaN)).toBeLessThan(1_000);
  });

  it('has no agent where it has no gate, and nobody guesses at its disk; the local one tells of both', async () => {
    const { body } = await ops.call('GET', '/nodes');
    expect(body['nodes']).toMatchObject([
      { id: 'local', agent: { kind: 'worker', state: 'answers' }, disk: { where: 'docker' } },
      { id: 'gpu', agent: { kind: 'gate', state: 'absent' }, disk_unknown: expect.stringContaining('gate') },
    ]);
    const [local, remote] = body['nodes'] as { disk?: { total_bytes: number; free_bytes: number } }[];
    expect(remote).not.toHaveProperty('disk');
    expect(local?.disk?.total_bytes).toBeGreaterThan(local?.disk?.free_bytes ?? NaN);
  });
});

describe('what monitors read of the worker', () => {
  const names = ['redis', 'queue of local', 'queue of gpu', 'node local', 'node gpu'];

  it('says that everything is there', async () => {
    const { status, text } = await askWorker(ops.workerEnv['WORKER_SOCKET'], '/ready');
    expect([status, JSON.parse(text)]).toEqual([
      200,
      { ready: true, dependencies: names.map((name) => ({ name, ok: true })) },
    ]);
  });

  it('names the node that is not, and counts it as down', async () => {
    await gpu.caddy.close();
    const socket = ops.workerEnv['WORKER_SOCKET'];
    const { text } = await until(
      () => askWorker(socket, '/ready'),
      ({ status }) => status === 503,
    );
    const { dependencies } = JSON.parse(text) as { dependencies: { name: string; ok: boolean }[] };
    expect(dependencies.filter(({ ok }) => !ok)).toMatchObject([{ name: 'node gpu' }]);
    const { text: metrics } = await askWorker(socket, '/metrics');
    expect(metrics).toContain('switchyard_node_up{node="local"} 1\n');
    expect(metrics).toContain('switchyard_node_up{node="gpu"} 0\n');
    expect(metrics).toMatch(/switchyard_node_certificate_not_after_seconds\{node="gpu",kind="client"\} \d/);
    await gpu.caddy.start();
  }, 30_000);
});

describe('a node that lets strangers in', () => {
  it('is shown as exposed, refuses changes until it is mended, and can be read all the while', async () => {
    await gpu.caddy.close();
    await gpu.caddy.start((caddyfile) => caddyfile.replace('require_and_verify', 'request'));
    const shown = await until(
      gpuNode,
      ({ problem, probes }) => problem?.code === 'node_exposed' && !Object.values(probes).includes('unknown'),
    );
    expect(shown).toMatchObject({
      ok: false,
      probes: { no_certificate: 'exposed', forbidden_route: 'refused' },
    });
    gpu.recorded.forget();
    expect(await restart()).toMatchObject({ status: 409, body: { code: 'node_exposed' } });
    expect(gpu.recorded.changes).toEqual([]);
    expect((await ops.call('GET', '/services/vllm?node=gpu')).status).toBe(200);
    await gpu.caddy.close();
    await gpu.caddy.start();
    await until(gpuNode, ({ ok }) => ok);
    expect(await restart()).toMatchObject({ status: 200, body: { ok: true } });
  }, 60_000);
});

describe('a client certificate that has expired', () => {
  it('is named as what is wrong, hides no other node, and refuses changes up front', async () => {
    await writeIdentity(gpu.certificates, 'worker', await issue(gpu.clientAuthority, 'worker', YESTERDAY()));
    await until(gpuNode, ({ problem }) => problem?.code === 'node_tls_failed');
    const { status, body } = await ops.call('GET', '/services');
    expect(status).toBe(200);
    expect(body['services']).toMatchObject([{ node: 'local', id: 'web', state: 'running' }]);
    expect(body['problems']).toMatchObject([{ node: 'gpu', code: 'node_tls_failed' }]);
    const one = await ops.call('GET', '/services/vllm?node=gpu');
    expect(one).toMatchObject({ status: 502, body: { code: 'node_tls_failed' } });
    expect(await restart()).toMatchObject({ status: 409, body: { code: 'node_certificate_expiring' } });
    await writeIdentity(gpu.certificates, 'worker', await issue(gpu.clientAuthority, 'worker'));
    await until(gpuNode, ({ ok }) => ok);
    expect(await restart()).toMatchObject({ status: 200, body: { ok: true } });
  }, 60_000);
});
