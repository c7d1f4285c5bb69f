import type { Client } from '@app/auth';
import { mayTouch } from '@app/auth';
import { z } from 'zod';
import { figures, figuresView, gpuReport, gpuView } from './stats-answer.js';

const use = figures.extend({
  service: z.string(),
  gpuMemoryBytes: z.number().optional(),
  gpuNeededBytes: z.number().optional(),
});

const process = z.object({
  pid: z.number(),
  name: z.string(),
  gpuUuid: z.string().optional(),
  memoryBytes: z.number().optional(),
  service: z.string().optional(),
});

const point = z.object({
  at: z.string(),
  gpus: z.array(z.object({ index: z.number(), utilizationPercent: z.number().optional() })),
});

const nodeUse = z.object({
  node: z.string(),
  ageMs: z.number().optional(),
  problem: z.object({ code: z.string(), reason: z.string() }).optional(),
  services: z.array(use).optional(),
  gpu: gpuReport.optional(),
  processes: z.array(process).optional(),
  history: z.array(point),
});
type NodeUse = z.output<typeof nodeUse>;

/** What the worker says of what the services of nodes use. */
export const usesAnswer = z.object({ nodes: z.array(nodeUse) });

/** usesViewOf is a node's use as this client may see it; a figure that nobody could tell is absent. */
export function usesViewOf(
  { node, ageMs, problem, services, gpu, processes, history }: NodeUse,
  client: Client,
) {
  const mayBeTold = (service: string) => mayTouch(client, { node, service });
  return {
    node,
    age_ms: ageMs === undefined ? null : Math.round(ageMs),
    ...(problem && { problem: { node, ...problem } }),
    services: (services ?? []).filter(({ service }) => mayBeTold(service)).map(useView),
    ...(gpu && gpuView(gpu)),
    ...(processes && {
      gpu_processes: processes
        .filter(({ service }) => service === undefined || mayBeTold(service))
        .map(processView),
    }),
    gpu_history: history.map(pointView),
  };
}

function useView(given: z.output<typeof use>) {
  const { service, gpuMemoryBytes, gpuNeededBytes } = given;
  return {
    service,
    ...figuresView(given),
    gpu_memory_bytes: gpuMemoryBytes,
    gpu_needed_bytes: gpuNeededBytes,
  };
}

function processView({ pid, name, gpuUuid, memoryBytes, service }: z.output<typeof process>) {
  return { pid, name, gpu_uuid: gpuUuid, memory_bytes: memoryBytes, service };
}

function pointView({ at, gpus }: z.output<typeof point>) {
  return {
    at,
    gpus: gpus.map(({ index, utilizationPercent }) => ({ index, utilization_percent: utilizationPercent })),
  };
}
