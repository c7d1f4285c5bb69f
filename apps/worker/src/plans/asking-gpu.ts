import type { PlanStep } from '@app/jobs';
import { holdsVram } from '../gpu/vram-rule.js';
import type { NodeEngine } from '../nodes/node-engines.js';
import type { Configuration } from './plan-sight.js';

const COMING: ReadonlySet<string> = new Set(['start', 'create', 'recreate']);

/**
 * askingGpu names the services that are to come up and ask for a GPU: by `vram_mib` of nodes.yaml, by their compose files,
 * or, where those were not read, by what their containers were made with. None on a node without a source of GPU
 * figures: nothing is known of its GPUs.
 */
export async function askingGpu(
  { node, client }: Pick<NodeEngine, 'node' | 'client'>,
  steps: readonly PlanStep[],
  configured?: Configuration,
  signal?: AbortSignal,
): Promise<string[]> {
  if (node.gpu === undefined) return [];
  const asking = new Set<string>();
  for (const { service, effect, container } of steps) {
    if (!COMING.has(effect) || asking.has(service)) continue;
    const entry = configured?.get(service);
    const asks =
      holdsVram(node, service) ||
      (entry?.asksGpu ?? (container !== null && (await client.inspectContainer(container, signal)).asksGpu));
    if (asks) asking.add(service);
  }
  return [...asking];
}
