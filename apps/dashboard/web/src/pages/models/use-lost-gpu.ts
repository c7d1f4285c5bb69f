import { nodeUseIn } from '../../data/node-use.js';
import { useUses } from '../../data/uses.js';
import { useNow } from '../../time/now.js';
import { lostGpu, type LostGpu } from './lost-gpu.js';
import { usePlaces } from './use-places.js';

/** useLostGpu is why no model of a provider loads: its node has lost its GPU. */
export function useLostGpu(provider: string): LostGpu | undefined {
  const place = usePlaces().get(provider);
  const { data, dataUpdatedAt } = useUses();
  const now = useNow();
  return place && lostGpu(nodeUseIn(data, place.node), dataUpdatedAt, now);
}
