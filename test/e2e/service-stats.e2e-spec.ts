import { readFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { serviceEntry } from '../docker/compose-project.ts';
import { fakeNvidiaSmi, type FakeNvidiaSmi } from '../docker/fake-nvidia-smi.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startFakeGpuExporter, type FakeGpuExporter } from '../fakes/fake-gpu-exporter.ts';
import { startOperations, type Holder, type Operations } from './operations.ts';
import { until } from './until.ts';

const MIB = 1024 * 1024;
const SMI =
  '0, GPU-11, NVIDIA RTX 4090, 37, 20000, 24564, 61, 310.55\n1, GPU-22, NVIDIA T4, [N/A], 5, 15360, 40, [Not Supported]';
const labels = 'gpu="0",UUID="GPU-33",device="nvidia0",modelName="NVIDIA H100",Hostname="gpu"';
const DCGM = [
  '# HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).',
  '# TYPE DCGM_FI_DEV_GPU_UTIL gauge',
  `DCGM_FI_DEV_GPU_UTIL{${labels}} 93`,
  `DCGM_FI_DEV_FB_USED{${labels}} 60000`,
  `DCGM_FI_DEV_FB_FREE{${labels}} 20000`,
  `DCGM_FI_DEV_GPU_TEMP{${labels}} 70`,
  `DCGM_FI_DEV_POWER_USAGE{${labels}} 9223372036854775794`,
  '',
].join('\n');

const LOOKER: Holder = { id: 'looker', key: 'sy-looker-key', roles: ['viewer'], services: ['idle'] };

let ops: Operations;
let smi: FakeNvidiaSmi;
let exporter: FakeGpuExporter;

beforeAll(async () => {
  smi = await fakeNvidiaSmi(SMI);
  exporter = await startFakeGpuExporter(DCGM);
  const entries = [
    serviceEntry('busy', BUSYBOX_IMAGE, 'while :; do :; done'),
    serviceEntry('idle', BUSYBOX_IMAGE, 'true'),
  ].join('');
  ops = await startOperations([], {
    entries,
    holders: [LOOKER],
    recorded: true,
    gpu: ['vllm'],
    gpuExporter: exporter.url,
    workerEnv: { PATH: `${smi.folder}:/usr/bin:/bin` },
    nodeFields: (gpu) => ({
      local: { gpu: { nvidia_smi: true } },
      gpu: {
        gpu: { exporter: 'dcgm', url: `${gpu?.caddy.modelsUrl}/gpu/metrics` },
        vram_mib: { vllm: 20_000 },
      },
    }),
  });
}, 90_000);
afterAll(async () => {
  await ops?.close();
  await exporter?.close();
}, 60_000);

const stats = async (path: string) => (await ops.call('GET', path)).body;

describe('what a service uses', () => {
  it('is told of each container and of all together', async () => {
    const { service, node, containers, total } = await stats('/services/busy/stats');
    expect({ service, node }).toEqual({ service: 'busy', node: 'local' });
    const [container] = containers as Readonly<Record<string, number>>[];
    expect(container).toMatchObject({ name: expect.stringContaining('busy'), state: 'running' });
    expect(container?.['cpu_percent']).toBeGreaterThan(0);
    expect(container?.['memory_bytes']).toBeGreaterThan(0);
    expect(container?.['memory_limit_bytes']).toBeGreaterThan(container?.['memory_bytes'] ?? 0);
    expect(total).toMatchObject({ received_bytes: 0, sent_bytes: 0 });
    expect((total as Record<string, number>)['cpu_percent']).toBe(container?.['cpu_percent']);
  });

  it('is nothing for one that was stopped', async () => {
    await ops.project.compose('stop', '-t', '1', 'idle');
    const { containers, total } = await stats('/services/idle/stats');
    expect(containers).toEqual([
      { id: expect.any(String), name: expect.stringContaining('idle'), state: 'exited' },
    ]);
    expect(total).toEqual({});
  });

  it.each([
    ['/services/nothing/stats', 404, 'service_not_found'],
    ['/services/busy/stats?node=mars', 404, 'node_not_found'],
    ['/services/..%2Finfo/stats', 400, 'invalid_request'],
  ])('%s is refused with %i %s', async (path, status, code) => {
    const answer = await ops.call('GET', path);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });
});

describe('the GPUs of the node', () => {
  it('are read from nvidia-smi, and what a GPU does not tell is absent', async () => {
    const { gpus } = await stats('/services/busy/stats');
    const [first, second] = gpus as readonly object[];
    expect(first).toEqual({
      index: 0,
      uuid: 'GPU-11',
      name: 'NVIDIA RTX 4090',
      utilization_percent: 37,
      memory_used_bytes: 20_000 * MIB,
      memory_total_bytes: 24_564 * MIB,
      temperature_celsius: 61,
      power_watts: 310.55,
    });
    expect(second).not.toHaveProperty('utilization_percent');
    expect(second).not.toHaveProperty('power_watts');
  });

  it('are read from an exporter behind Caddy with mutual TLS', async () => {
    const { gpus, containers } = await stats('/services/vllm/stats?node=gpu');
    expect(containers).toHaveLength(1);
    expect(gpus).toEqual([
      {
        index: 0,
        uuid: 'GPU-33',
        name: 'NVIDIA H100',
        utilization_percent: 93,
        memory_used_bytes: 60_000 * MIB,
        memory_total_bytes: 80_000 * MIB,
        temperature_celsius: 70,
      },
    ]);
    expect(exporter.asked).toContain('GET /metrics');
  });

  it('are a problem of their own when the source fails, and hide nothing else', async () => {
    await smi.says('Failed to initialize NVML: Unknown Error', 255);
    const { containers, gpus, gpu_problem } = await stats('/services/busy/stats');
    await smi.says(SMI);
    expect(containers).toHaveLength(1);
    expect(gpus).toBeUndefined();
    expect(gpu_problem).toMatchObject({
      code: 'gpu_driver_lost',
      reason: expect.stringContaining('nvidia-smi'),
    });
  });

  it.each([
    ['a page that is none', 200, '<html>', 'gpu_malformed'],
    ['a failure', 500, DCGM, 'gpu_failed'],
    ['a page without end', 200, '# x\n'.repeat(1_100_000), 'gpu_malformed'],
  ])('are a problem when the exporter answers with %s', async (_what, status, page, code) => {
    Object.assign(exporter, { status, page });
    const { gpu_problem } = await stats('/services/vllm/stats?node=gpu');
    Object.assign(exporter, { status: 200, page: DCGM });
    expect(gpu_problem).toMatchObject({ code });
  });
});

interface NodeUse {
  readonly node: string;
  readonly age_ms: number | null;
  readonly services: readonly Readonly<Record<string, unknown>>[];
  readonly problem?: object;
  readonly gpus?: readonly object[];
  readonly gpu_problem?: object;
  readonly gpu_processes?: readonly object[];
  readonly gpu_history: readonly { readonly gpus: readonly object[] }[];
}
const uses = async (query = '', key?: string): Promise<readonly NodeUse[]> => {
  const { body } = await ops.call('GET', `/stats${query}`, key === undefined ? {} : { key });
  return body['nodes'] as readonly NodeUse[];
};
/** A sample of before may be told for a while. */
async function untilUse(node: string, isSo: (use: NodeUse) => boolean): Promise<NodeUse> {
  const [use] = await until(
    () => uses(`?node=${node}`),
    ([told]) => told !== undefined && isSo(told),
  );
  return use as NodeUse;
}

describe('what all services use', () => {
  it('is told by node with its age, and however many ask, each container is read once', async () => {
    const pid = await pidOf('busy');
    await smi.runs(`GPU-11, ${pid}, 4096, /bin/busybox sh\nGPU-11, 1, 100, /usr/lib/Xorg\n`);
    const told = ops.recorded?.calls.length ?? 0;
    const answers = await Promise.all(Array.from({ length: 20 }, () => uses()));
    const statsCalls = ops.recorded?.calls.slice(told).filter(({ path }) => path.includes('/stats'));
    expect(statsCalls).toHaveLength(1);
    const [local, gpu] = (answers[0] ?? []).toSorted((one, other) => (one.node < other.node ? 1 : -1));
    expect([local?.node, gpu?.node]).toEqual(['local', 'gpu']);
    expect(local?.age_ms).toBeLessThan(5_000);
    const busy = local?.services.find(({ service }) => service === 'busy');
    expect(busy).toMatchObject({ cpu_percent: expect.any(Number), gpu_memory_bytes: 4_096 * MIB });
    expect(local?.services.find(({ service }) => service === 'idle')).not.toHaveProperty('cpu_percent');
    expect(gpu?.services).toEqual([
      expect.objectContaining({ service: 'vllm', gpu_needed_bytes: 20_000 * MIB }),
    ]);
  }, 60_000);

  it('has the GPUs of a node without a service being named, and whose processes hold their memory', async () => {
    const {
      gpus,
      gpu_processes: processes,
      gpu_history: history,
    } = await untilUse('local', ({ gpus: all }) => all !== undefined);
    expect(gpus).toHaveLength(2);
    expect(processes).toEqual([
      expect.objectContaining({ name: 'busybox', service: 'busy', memory_bytes: 4_096 * MIB }),
      expect.not.objectContaining({ service: expect.anything() }),
    ]);
    expect(history.at(-1)?.gpus[0]).toEqual({ index: 0, utilization_percent: 37 });
  });

  it('has a lost driver as not readable, beside a node that is well', async () => {
    Object.assign(exporter, { page: '# HELP x no gpu\n# TYPE x gauge\nx 1\n' });
    const use = await untilUse('gpu', ({ gpu_problem: problem }) => problem !== undefined);
    Object.assign(exporter, { page: DCGM });
    expect(use).not.toHaveProperty('gpus');
    expect(use.problem).toBeUndefined();
    expect(use.gpu_problem).toMatchObject({ code: 'gpu_missing' });
  }, 60_000);

  it('is told to a client of what is in its scopes alone', async () => {
    const told = await uses('', LOOKER.key);
    expect(told.flatMap(({ services }) => services.map(({ service }) => service))).toEqual(['idle']);
    expect(told.flatMap(({ gpu_processes: processes }) => processes ?? [])).not.toContainEqual(
      expect.objectContaining({ service: 'busy' }),
    );
  });

  it.each([
    ['/stats?node=mars', 404, 'node_not_found'],
    ['/stats?node=..%2Fx', 400, 'invalid_request'],
  ])('%s is refused with %i %s', async (path, status, code) => {
    const answer = await ops.call('GET', path);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });
});

/** By the host's count: the engine runs beside this test. */
async function pidOf(service: string): Promise<number> {
  const { containers } = await stats(`/services/${service}/stats`);
  const [{ id } = { id: '' }] = containers as { id: string }[];
  const path = `/containers/${id}/json`;
  return new Promise((resolve, reject) => {
    plainRequest({ socketPath: ops.engine.socket, path, agent: false }, (answer) => {
      void json(answer).then((told) => resolve((told as { State: { Pid: number } }).State.Pid), reject);
    })
      .once('error', reject)
      .end();
  });
}

describe("Caddy's door to the exporter", () => {
  it('serves the one page, to GET alone and without what a query adds', async () => {
    const before = exporter.asked.length;
    expect(await ask('GET', '/gpu/metrics?name[]=up')).toBe(200);
    expect(await ask('POST', '/gpu/metrics')).toBe(404);
    expect(await ask('GET', '/gpu/')).toBe(404);
    expect(await ask('GET', '/gpu/metrics/x')).toBe(404);
    expect(exporter.asked.slice(before)).toEqual(['GET /metrics']);
  });

  it('stays shut for whoever has no certificate', async () => {
    const before = exporter.asked.length;
    await expect(ask('GET', '/gpu/metrics', false)).rejects.toThrow(/certificate|alert|reset/i);
    expect(exporter.asked).toHaveLength(before);
  });
});

async function ask(method: string, path: string, shown = true): Promise<number> {
  const { certificates, caddy } = (ops.gpu as NonNullable<Operations['gpu']>).node;
  const file = (name: string) => readFile(join(certificates, name));
  const [ca, cert, key] = await Promise.all(['server-ca.pem', 'worker.pem', 'worker.key'].map(file));
  const identity = shown ? { cert, key } : {};
  return new Promise((resolve, reject) => {
    request(`${caddy.modelsUrl}${path}`, { method, ca, ...identity, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });
}

it('of a node that does not answer any more, its services and figures stay, each with when they were seen', async () => {
  await untilUse('gpu', ({ services }) => services.length > 0);
  await ops.call('GET', '/services');
  await ops.gpu?.node.caddy.close();
  const { body } = await ops.call('GET', '/services?node=gpu');
  expect(body).toMatchObject({
    services: [],
    problems: [{ node: 'gpu' }],
    lost: [{ node: 'gpu', seen_at: expect.stringMatching(/^\d{4}-/), services: [{ name: 'vllm' }] }],
  });
  const use = await untilUse('gpu', ({ problem }) => problem !== undefined);
  expect(use.services).toHaveLength(1);
  expect(use.age_ms).toBeGreaterThan(0);
}, 60_000);
