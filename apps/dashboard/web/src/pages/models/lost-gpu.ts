import type { NodeUse } from '../../api/ops-views.js';
import { readAt, STALE_MS } from '../../data/node-use.js';

/** LostGpu is a node that has lost its GPU, and what its source says of that. */
export interface LostGpu {
  readonly node: string;
  readonly reason: string;
}

/** Any other failure is that of the source, and tells nothing of the GPU. */
const LOST: ReadonlySet<string> = new Set(['gpu_missing', 'gpu_driver_lost']);

/**
 * lostGpu is why no model loads on a node. Undefined where its GPUs answer, where nobody knows of any, and where what is
 * known is old; `toldAt` is when the uses were told, and both times are in milliseconds.
 */
export function lostGpu(use: NodeUse | undefined, toldAt: number, now: number): LostGpu | undefined {
  if (use?.gpu_problem === undefined || use.problem !== undefined) return undefined;
  const { code, reason } = use.gpu_problem;
  return LOST.has(code) && now - readAt(use, toldAt) <= STALE_MS ? { node: use.node, reason } : undefined;
}
