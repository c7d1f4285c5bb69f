import { readFile } from 'node:fs/promises';
import { LABELS, type ContainerSummary } from '@app/docker';
import type { GpuProcess } from './nvidia-smi-processes.js';

/** OwnedProcess is a process that holds GPU memory, and the service whose container it runs in, if any. */
export interface OwnedProcess extends GpuProcess {
  readonly service: string | undefined;
}

const CONTAINER = /[0-9a-f]{64}/g;

/** processesOf finds whose the processes of this very host are: Linux names the container in a process's control group. */
export function processesOf(
  processes: readonly GpuProcess[],
  containers: readonly Pick<ContainerSummary, 'id' | 'labels'>[],
  groupOf: (pid: number) => Promise<string> = controlGroup,
): Promise<OwnedProcess[]> {
  const services = new Map(containers.map(({ id, labels }) => [id, labels[LABELS.service]]));
  return Promise.all(
    processes.map(async (process) => {
      const named = (await groupOf(process.pid)).match(CONTAINER) ?? [];
      const owner = named.find((id) => services.has(id));
      return { ...process, service: owner === undefined ? undefined : services.get(owner) };
    }),
  );
}

/** Empty for a process that has ended, and for one of another PID namespace. */
async function controlGroup(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/cgroup`, 'utf8');
  } catch {
    // It may be gone at any moment, and what cannot be told of it is left out.
    return '';
  }
}
