import type { FakeService } from './fake-stack.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** FakeUses is what services use; tests set how it is. */
export class FakeUses {
  /** Why the GPU of gpu-1 cannot be read. */
  gpuReason: string | undefined;
  /** Why the driver of the GPU of this machine is lost. */
  localLost: string | undefined;
  /** How old the figures of gpu-1 are. */
  ageMs = 1_800;

  answer(services: readonly FakeService[]) {
    return { nodes: [this.local(services), this.gpuNode(services), GONE] };
  }

  private local(services: readonly FakeService[]) {
    const own = services.filter(({ node, state }) => node === 'local' && state === 'running');
    return {
      node: 'local',
      age_ms: 1_200,
      services: own.map(({ name }, index) => ({
        service: name,
        cpu_percent: [3.4, 182, 0.7, 1.2][index % 4],
        memory_bytes: [212 * MIB, 9.3 * GIB, 14 * MIB, 180 * MIB][index % 4],
        memory_limit_bytes: 62.8 * GIB,
        received_bytes: 71_000_000,
        sent_bytes: 990_000_000,
        gpu_memory_bytes: name === 'ollama' ? 8.1 * GIB : 0,
      })),
      ...(this.localLost === undefined
        ? LOCAL_GPU
        : { gpu_problem: { code: 'gpu_driver_lost', reason: this.localLost } }),
      gpu_history: history(1),
    };
  }

  private gpuNode(services: readonly FakeService[]) {
    const own = services.filter(({ node }) => node === 'gpu-1');
    const reason = this.gpuReason;
    return {
      node: 'gpu-1',
      age_ms: this.ageMs,
      services: own.map(({ name }) => ({
        service: name,
        cpu_percent: 41.5,
        memory_bytes: 5.2 * GIB,
        memory_limit_bytes: 125 * GIB,
        ...(name === 'vllm' && { gpu_needed_bytes: 40 * GIB }),
      })),
      ...(reason === undefined
        ? { gpus: [gpu(0, 'RTX 6000 Ada'), gpu(1, 'RTX 6000 Ada')] }
        : { gpu_problem: { code: 'gpu_driver_lost', reason } }),
      gpu_history: history(2),
    };
  }
}

const LOCAL_GPU = {
  gpus: [{ ...gpu(0, 'NVIDIA RTX 4090'), memory_used_bytes: 9.4 * GIB, memory_total_bytes: 24 * GIB }],
  gpu_processes: [
    { pid: 48_213, name: 'ollama', service: 'ollama', memory_bytes: 8.1 * GIB, gpu_uuid: 'GPU-1' },
    { pid: 2_041, name: 'Xorg', memory_bytes: 410 * MIB, gpu_uuid: 'GPU-1' },
  ],
};

const GONE = {
  node: 'gpu-2',
  age_ms: null,
  problem: { node: 'gpu-2', code: 'node_tls_failed', reason: 'the node refused our certificate' },
  services: [],
  gpu_history: [],
};

function gpu(index: number, name: string) {
  return {
    index,
    name,
    utilization_percent: 71 - 30 * index,
    memory_used_bytes: (44.8 - 20 * index) * GIB,
    memory_total_bytes: 48 * GIB,
    temperature_celsius: 64,
    power_watts: 214.4,
  };
}

function history(gpus: number) {
  return Array.from({ length: 40 }, (_, at) => ({
    at: new Date(Date.now() - (40 - at) * 10_000).toISOString(),
    gpus: Array.from({ length: gpus }, (_none, index) => ({
      index,
      utilization_percent: Math.round(50 + 40 * Math.sin(at / 5 + index)),
    })),
  }));
}
