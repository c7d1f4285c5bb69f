import { DomainError } from '@app/kernel';
import { z } from 'zod';
import type { Backend, CpuFigures, GpuFigures, Job } from '../backend/index.js';

const figure = z.number().nullable();

export const systemSnapshot = z.object({
  gpu_name: z.string().nullable(),
  gpu_memory_used: figure.describe('MB, of the first GPU'),
  gpu_memory_total: figure.describe('MB, of the first GPU'),
  gpu_utilization: figure.describe('Percent, of the first GPU'),
  cpu_percent: figure,
  ram_used: figure.describe('GB'),
  ram_total: figure.describe('GB'),
  active_jobs: z.int().nullable().describe('Those that run or wait'),
  jobs_count: z.int().nullable(),
  gpus: z.array(
    z.object({
      name: z.string(),
      memory_used_mb: figure,
      memory_total_mb: figure,
      utilization_pct: figure,
      temperature_c: figure,
    }),
  ),
  unavailable: z
    .array(z.object({ part: z.enum(['gpu', 'cpu', 'jobs']), error: z.string() }))
    .describe('What the backend could not say, and why'),
});
export type SystemSnapshot = z.output<typeof systemSnapshot>;

type Parts = { gpu: readonly GpuFigures[]; cpu: CpuFigures; jobs: readonly Job[] };

/** takeSystemSnapshot asks for all three parts; one that fails is named. Throws only when all of them fail. */
export async function takeSystemSnapshot(backend: Backend, signal?: AbortSignal): Promise<SystemSnapshot> {
  const [gpu, cpu, jobs] = await Promise.all([
    asked('gpu', backend.gpus(signal)),
    asked('cpu', backend.cpu(signal)),
    asked('jobs', backend.jobs(signal)),
  ]);
  const failures = [gpu, cpu, jobs].filter((part) => 'failure' in part);
  const [first] = failures;
  if (failures.length === 3 && first !== undefined) throw first.failure;
  return {
    ...gpuFields('value' in gpu ? gpu.value : []),
    ...cpuFields('value' in cpu ? cpu.value : undefined),
    ...jobFields('value' in jobs ? jobs.value : undefined),
    unavailable: failures.map(({ part, failure }) => ({
      part,
      error: `${failure.code}: ${failure.message}`,
    })),
  };
}

/** Figures of the machine at one moment; null is not known. */
export const machineFigures = z.object({
  gpu_utilization_pct: figure,
  gpu_memory_used_mb: figure,
  gpu_memory_total_mb: figure,
  cpu_percent: figure,
  ram_used_gb: figure,
  ram_total_gb: figure,
});
export type MachineFigures = z.output<typeof machineFigures>;

/** takeMachineFigures asks less than takeSystemSnapshot, for those who ask often; what the backend cannot say is null. */
export async function takeMachineFigures(backend: Backend, signal?: AbortSignal): Promise<MachineFigures> {
  const [gpu, cpu] = await Promise.all([
    asked('gpu', backend.gpus(signal)),
    asked('cpu', backend.cpu(signal)),
  ]);
  const gpuPart = gpuFields('value' in gpu ? gpu.value : []);
  const cpuPart = cpuFields('value' in cpu ? cpu.value : undefined);
  return {
    gpu_utilization_pct: gpuPart.gpu_utilization,
    gpu_memory_used_mb: gpuPart.gpu_memory_used,
    gpu_memory_total_mb: gpuPart.gpu_memory_total,
    cpu_percent: cpuPart.cpu_percent,
    ram_used_gb: cpuPart.ram_used,
    ram_total_gb: cpuPart.ram_total,
  };
}

type Asked<K extends keyof Parts> = { part: K; value: Parts[K] } | { part: K; failure: DomainError };

async function asked<K extends keyof Parts>(part: K, answer: Promise<Parts[K]>): Promise<Asked<K>> {
  try {
    return { part, value: await answer };
  } catch (failure) {
    if (failure instanceof DomainError) return { part, failure };
    throw failure;
  }
}

function gpuFields(gpus: readonly GpuFigures[]) {
  const [first] = gpus;
  return {
    gpu_name: first?.name ?? null,
    gpu_memory_used: first?.memoryUsedMb ?? null,
    gpu_memory_total: first?.memoryTotalMb ?? null,
    gpu_utilization: first?.utilizationPct ?? null,
    gpus: gpus.map((gpu) => ({
      name: gpu.name,
      memory_used_mb: gpu.memoryUsedMb ?? null,
      memory_total_mb: gpu.memoryTotalMb ?? null,
      utilization_pct: gpu.utilizationPct ?? null,
      temperature_c: gpu.temperatureC ?? null,
    })),
  };
}

function cpuFields(cpu: CpuFigures | undefined) {
  const { loadPct, totalMemoryMb: total, availableMemoryMb: available } = cpu ?? {};
  const used = total === undefined || available === undefined ? undefined : total - available;
  return { cpu_percent: loadPct ?? null, ram_used: gigabytes(used), ram_total: gigabytes(total) };
}

function gigabytes(megabytes: number | undefined): number | null {
  return megabytes === undefined ? null : Number((megabytes / 1_024).toFixed(2));
}

const ACTIVE = ['running', 'queued', 'stopping'];

function jobFields(jobs: readonly Job[] | undefined) {
  if (jobs === undefined) return { active_jobs: null, jobs_count: null };
  return {
    active_jobs: jobs.filter(({ status }) => ACTIVE.includes(status)).length,
    jobs_count: jobs.length,
  };
}
