import type { NodeDisk, PlatformNode } from '../api/ops-views.js';
import { bytes } from '../time/format.js';

/** Three times as long as between two readings. */
export const DISK_STALE_MS = 90_000;

const WHERE: Readonly<Record<NodeDisk['where'], string>> = {
  docker: 'where Docker keeps its data',
  worker: 'where the worker lies',
  gate: 'where its create gate lies',
};

/** whereText says which file system is told of: a node may have others. */
export function whereText({ where }: Pick<NodeDisk, 'where'>): string {
  return WHERE[where];
}

/** freeText is `41.2 GiB of 500 GiB free`. */
export function freeText({ free_bytes: free, total_bytes: all }: NodeDisk): string {
  return `${bytes(free)} of ${bytes(all)} free`;
}

/** unknownText says why a node's disk is not known. */
export function unknownText({ disk_unknown: reason }: Pick<PlatformNode, 'disk_unknown'>): string {
  return reason ?? 'the worker does not tell of it';
}
