import { useMemo } from 'react';
import { useLibrary } from '../models/use-models.js';
import { usePlaces } from '../models/use-places.js';

export interface LoadedModel {
  readonly id: string;
  /** Null: its engine does not tell. */
  readonly vramBytes: number | null;
}

/** useModelsByNode are the models in memory, by the node that their provider runs on. */
export function useModelsByNode(): ReadonlyMap<string, readonly LoadedModel[]> {
  const { data } = useLibrary();
  const places = usePlaces();
  return useMemo(() => {
    const loaded = (data?.models ?? []).filter(({ state }) => state === 'loaded');
    const named = loaded.map(({ id, vram_bytes, provider }) => ({
      node: places.get(provider)?.node ?? '',
      model: { id, vramBytes: vram_bytes },
    }));
    return new Map(
      [...Map.groupBy(named, ({ node }) => node)].map(([node, of]) => [node, of.map(({ model }) => model)]),
    );
  }, [data, places]);
}
