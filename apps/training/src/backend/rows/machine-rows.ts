import { z } from 'zod';
import { malformed } from '../backend-errors.js';
import type { BackendFolders, CpuFigures, GpuFigures } from '../job.js';

const figure = z.number().optional().catch(undefined);
const figures = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object(shape).partial().optional().catch(undefined);

const gpu = z.object({
  name: z.string().catch('GPU'),
  temperature: figure,
  utilization: figures({ gpu: figure }),
  memory: figures({ used: figure, total: figure }),
});
const cpu = z.object({ currentLoad: figure, totalMemory: figure, availableMemory: figure });
const settings = z.object({ TRAINING_FOLDER: z.string().min(1), DATASETS_FOLDER: z.string().min(1) });

export function gpusOf(body: unknown): readonly GpuFigures[] {
  const read = z.object({ gpus: z.array(gpu) }).safeParse(body);
  if (!read.success) throw malformed('something that says nothing of GPUs', read.error);
  return read.data.gpus.map(({ name, temperature, utilization, memory }) => ({
    name,
    utilizationPct: utilization?.gpu,
    memoryUsedMb: memory?.used,
    memoryTotalMb: memory?.total,
    temperatureC: temperature,
  }));
}

export function cpuOf(body: unknown): CpuFigures {
  const read = cpu.safeParse(body);
  if (!read.success) throw malformed('something that says nothing of its CPU', read.error);
  const { currentLoad: loadPct, totalMemory: totalMemoryMb, availableMemory: availableMemoryMb } = read.data;
  return { loadPct, totalMemoryMb, availableMemoryMb };
}

/** Of the settings, which hold tokens of others too, nothing but the two folders is kept. */
export function foldersOf(body: unknown): BackendFolders {
  const read = settings.safeParse(body);
  if (!read.success) throw malformed('settings without its folders');
  return { training: read.data.TRAINING_FOLDER, datasets: read.data.DATASETS_FOLDER };
}
