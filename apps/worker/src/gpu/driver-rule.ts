import type { DockerNode } from '@app/docker';
import { DomainError } from '@app/kernel';
import { isDriverLost } from './driver-loss.js';
import type { GpuReader } from './gpu-reader.js';

/**
 * DriverRule keeps services that ask for a GPU from being brought up where its driver is lost: their model could not
 * load. A node without a source of GPU figures, or with one that does not answer, is not known to have lost anything.
 */
export class DriverRule {
  constructor(private readonly gpus: Pick<GpuReader, 'read'>) {}

  /** refuse throws `node_gpu_lost` when `services`, which ask for a GPU and are about to come up, would find none. */
  async refuse(
    { id }: Pick<DockerNode, 'id'>,
    services: readonly string[],
    signal?: AbortSignal,
  ): Promise<void> {
    if (services.length === 0) return;
    const report = await this.gpus.read(id, signal);
    if (report === undefined || !('problem' in report) || !isDriverLost(report.problem.code)) return;
    const asking = `${services.join(', ')} ${services.length === 1 ? 'asks' : 'ask'} for a GPU`;
    const cure = 'mend the driver until "nvidia-smi" lists the GPU on the node, then make a new plan';
    const message = `${asking}, and the node "${id}" has lost its: ${report.problem.reason}; ${cure}`;
    throw new DomainError('node_gpu_lost', message, { upstream: id });
  }
}
