import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { serviceEntry } from '../docker/compose-project.ts';
import { fakeNvidiaSmi, type FakeNvidiaSmi } from '../docker/fake-nvidia-smi.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { startFakeGpuExporter, type FakeGpuExporter } from '../fakes/fake-gpu-exporter.ts';
import { startOperations, type Operations } from './operations.ts';

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
    gpu: ['vllm'],
    gpuExporter: exporter.url,
    workerEnv: { PATH: `${smi.folder}:/usr/bin:/bin` },
    nodeFields: (gpu) => ({
      local: { gpu: { nvidia_smi: true } },
      gpu: { gpu: { exporter: 'dcgm', url: `${gpu?.caddy.modelsUrl}/gpu/metrics` } },
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
    expect(gpu_problem).toMatchObject({ code: 'gpu_failed', reason: expect.stringContaining('nvidia-smi') });
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
