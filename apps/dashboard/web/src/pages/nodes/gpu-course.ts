import type { NodeUse } from '../../api/ops-views.js';

/** Samples are five seconds apart at least; where one is missing for longer, nobody looked. */
const GAP_MS = 30_000;

/** gpuCourse is how busy a GPU was, oldest first; null stands where it is not known. */
export function gpuCourse(
  { gpu_history: history }: Pick<NodeUse, 'gpu_history'>,
  index: number,
): (number | null)[] {
  const values: (number | null)[] = [];
  let before = Number.NaN;
  for (const { at, gpus } of history) {
    const time = Date.parse(at);
    if (time - before > GAP_MS) values.push(null);
    before = time;
    values.push(gpus.find((gpu) => gpu.index === index)?.utilization_percent ?? null);
  }
  return values;
}

/** courseText says the same in words; undefined when too little is known. */
export function courseText(values: readonly (number | null)[]): string | undefined {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return `${Math.round(mean)} % on average, ${Math.round(Math.max(...known))} % at most while watched`;
}
