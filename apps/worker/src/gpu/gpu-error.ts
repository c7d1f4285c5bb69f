import { DomainError } from '@app/kernel';

/** What a source of GPU figures can fail with; it is told beside what else was read, and ends no reading. */
type GpuErrorCode =
  | 'gpu_unreachable'
  | 'gpu_timeout'
  | 'gpu_failed'
  | 'gpu_malformed'
  | 'gpu_missing'
  | 'gpu_driver_lost';

export function gpuError(node: string, code: GpuErrorCode, what: string, cause?: unknown): DomainError {
  const message = `the GPU figures of the node "${node}": ${what}`;
  return new DomainError(code, message, { upstream: node, ...(cause !== undefined && { cause }) });
}
