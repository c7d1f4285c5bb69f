import type { TrainingGpu } from '../../api/training.js';

export interface NumberedGpu extends TrainingGpu {
  /** As a job names it. */
  readonly id: string;
}

/** gpusOf are those that a job names, such as `0,1`; one that the backend does not list is left out. */
export function gpusOf(ids: string, all: readonly TrainingGpu[]): readonly NumberedGpu[] {
  return ids.split(',').flatMap((id) => {
    const gpu = all[Number(id)];
    return gpu === undefined ? [] : [{ ...gpu, id }];
  });
}

/** memoryText is `19.5 GiB of 24 GiB`. */
export function memoryText({ memory_used_mb: used, memory_total_mb: total }: TrainingGpu): string {
  if (used === null || total === null) return 'memory not readable';
  return `${gibibytes(used)} of ${gibibytes(total)}`;
}

/** freeText is `4.5 GiB of 24 GiB free`. */
export function freeText({ memory_used_mb: used, memory_total_mb: total }: TrainingGpu): string {
  if (used === null || total === null) return 'memory not readable';
  return `${gibibytes(Math.max(0, total - used))} of ${gibibytes(total)} free`;
}

/** What drivers call MB are mebibytes. */
function gibibytes(mebibytes: number): string {
  return `${Number((mebibytes / 1_024).toFixed(1))} GiB`;
}
