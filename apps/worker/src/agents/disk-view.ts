import type { DiskReport } from './node-agents.js';
import { isLow } from './node-disk.js';

/** diskView is how `/nodes` shows a node's disk. */
export function diskView({ disk, unknown }: DiskReport) {
  return {
    ...(disk && {
      disk: {
        where: disk.where,
        total_bytes: disk.totalBytes,
        free_bytes: disk.freeBytes,
        read_at: new Date(disk.readAt).toISOString(),
        warning: isLow(disk),
      },
    }),
    ...(unknown !== undefined && { disk_unknown: unknown }),
  };
}
