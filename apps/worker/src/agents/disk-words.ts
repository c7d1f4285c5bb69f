import type { PlanStep, Rollout } from '@app/jobs';
import type { DiskReport } from './node-agents.js';
import { isLow, type NodeDisk } from './node-disk.js';

const GIB = 2 ** 30;
const WHERE: Readonly<Record<NodeDisk['where'], string>> = {
  docker: 'where Docker keeps its data',
  worker: 'where the worker lies',
  gate: 'where its create gate lies',
};

/** diskWords is what a plan says of the room on a node's disk, and of what it needs there. */
export function diskWords(report: DiskReport, steps: readonly PlanStep[], rollout?: Rollout): string {
  return `${roomOf(report)}; ${needOf(steps, rollout)}`;
}

function roomOf({ disk, unknown = 'no reason given' }: DiskReport): string {
  if (disk === undefined) return `how much room the disk of the node has is not known: ${unknown}`;
  const room = `${sizeOf(disk.freeBytes)} of ${sizeOf(disk.totalBytes)} free, ${WHERE[disk.where]}`;
  return `the disk of the node has ${isLow(disk) ? 'only ' : ''}${room}`;
}

/** A registry alone knows how large an image is, and how much of it is there. */
function needOf(steps: readonly PlanStep[], rollout: Rollout | undefined): string {
  const fetches = steps.some(({ effect }) => effect === 'pull') || (rollout && isFetching(rollout, steps));
  return fetches ? 'how much is fetched is not known before' : 'nothing is fetched';
}

/** An `up` fetches nothing: it is refused where an image is missing. */
function isFetching({ pull }: Rollout, steps: readonly PlanStep[]): boolean {
  return pull === 'always' || steps.some(({ wanted }) => wanted !== null && wanted.image_id === null);
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * GIB ? `${(bytes / GIB).toFixed(1)} GiB` : `${(bytes / GIB / 1024).toFixed(1)} TiB`;
}
