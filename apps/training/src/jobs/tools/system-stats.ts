import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { Backend } from '../../backend/index.js';
import { systemSnapshot, takeSystemSnapshot, type SystemSnapshot } from '../system-snapshot.js';
import { reading } from './arguments.js';

export function systemStatsTool(backend: Backend): Tool {
  return tool({
    name: 'get-system-stats',
    title: 'Look at the training machine',
    description:
      'Tells how busy the GPUs, the processor and the memory of the backend are, and how many jobs it has.',
    input: z.object({}),
    output: systemSnapshot,
    annotations: reading,
    text: textOf,
    run: (_args, signal) => takeSystemSnapshot(backend, signal),
  });
}

function textOf(snapshot: SystemSnapshot): string {
  const { gpus, cpu_percent: cpu, ram_used: used, ram_total: total, active_jobs: active } = snapshot;
  return [
    ...gpus.map((gpu, index) => {
      const memory = `${known(gpu.memory_used_mb)} of ${known(gpu.memory_total_mb)} MB`;
      return `GPU ${index}: ${gpu.name}, ${known(gpu.utilization_pct)}% busy, ${memory}`;
    }),
    `CPU: ${known(cpu)}%`,
    `Memory: ${known(used)} of ${known(total)} GB`,
    `Active jobs: ${known(active)}`,
    ...snapshot.unavailable.map(({ part, error }) => `No word on ${part}: ${error}`),
  ].join('\n');
}

function known(figure: number | null): string {
  return figure === null ? 'unknown' : String(figure);
}
