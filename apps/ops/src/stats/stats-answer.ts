import { z } from 'zod';

export const figures = z.object({
  cpuPercent: z.number().optional(),
  memoryBytes: z.number().optional(),
  memoryLimitBytes: z.number().optional(),
  receivedBytes: z.number().optional(),
  sentBytes: z.number().optional(),
});

const gpu = z.object({
  index: z.number(),
  uuid: z.string().optional(),
  name: z.string().optional(),
  utilizationPercent: z.number().optional(),
  memoryUsedBytes: z.number().optional(),
  memoryTotalBytes: z.number().optional(),
  temperatureCelsius: z.number().optional(),
  powerWatts: z.number().optional(),
});

export const gpuReport = z.union([
  z.object({ gpus: z.array(gpu) }),
  z.object({ problem: z.object({ code: z.string(), reason: z.string() }) }),
]);

/** What the worker says of what a service uses. */
export const statsAnswer = z.object({
  node: z.string(),
  service: z.string(),
  containers: z.array(figures.extend({ id: z.string(), name: z.string(), state: z.string() })),
  total: figures,
  gpu: gpuReport.optional(),
});

/** statsViewOf is that as our clients read it; a figure that nobody could tell is absent. */
export function statsViewOf({ node, service, containers, total, gpu: report }: z.output<typeof statsAnswer>) {
  return {
    service,
    node,
    containers: containers.map((each) => ({
      id: each.id,
      name: each.name,
      state: each.state,
      ...figuresView(each),
    })),
    total: figuresView(total),
    ...(report && gpuView(report)),
  };
}

export function figuresView(given: z.output<typeof figures>) {
  return {
    cpu_percent: given.cpuPercent,
    memory_bytes: given.memoryBytes,
    memory_limit_bytes: given.memoryLimitBytes,
    received_bytes: given.receivedBytes,
    sent_bytes: given.sentBytes,
  };
}

export function gpuView(report: z.output<typeof gpuReport>) {
  if ('problem' in report) return { gpu_problem: report.problem };
  const gpus = report.gpus.map((each) => ({
    index: each.index,
    uuid: each.uuid,
    name: each.name,
    utilization_percent: each.utilizationPercent,
    memory_used_bytes: each.memoryUsedBytes,
    memory_total_bytes: each.memoryTotalBytes,
    temperature_celsius: each.temperatureCelsius,
    power_watts: each.powerWatts,
  }));
  return { gpus };
}
