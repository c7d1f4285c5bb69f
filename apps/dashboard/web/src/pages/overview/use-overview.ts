import { useQuery } from '@tanstack/react-query';
import { readAudit } from '../../api/audit.js';
import { dashboardLiveOverview } from '../../api/generated/index.js';
import type { Library } from '../../api/library-views.js';
import type { LiveViews } from '../../data/live-views.js';
import { useLiveView } from '../../data/queries.js';
import { libraryQuery } from '../models/use-models.js';

export interface RatePoint {
  readonly at: string;
  readonly requests_per_sec: number;
  readonly tokens_per_sec: number;
}

interface Told {
  readonly kinds: {
    readonly [K in keyof LiveViews]?: { readonly age_ms: number; readonly data: LiveViews[K] };
  };
  readonly history: readonly RatePoint[];
}

/** useOverview is the last that the backend knows of everything, with the hour's rates: the stream tells of changes alone. */
export function useOverview() {
  return useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => dashboardLiveOverview({ signal }) as Promise<unknown> as Promise<Told>,
    refetchInterval: 15_000,
  });
}

/** useKind is the newest that is known of a kind, and when it was last looked at, in milliseconds. */
export function useKind<K extends keyof LiveViews>(kind: K) {
  const live = useLiveView(kind);
  const { data: told, dataUpdatedAt } = useOverview();
  const known = told?.kinds[kind];
  const at = known === undefined ? 0 : dataUpdatedAt - known.age_ms;
  return { data: live ?? known?.data, at };
}

/** A model in memory, of whichever provider; null is not known. */
interface LoadedModel {
  readonly id: string;
  readonly name: string;
  readonly size: number | null;
  readonly vram: number | null;
}

export function useLoadedModels() {
  return useQuery({ ...libraryQuery, refetchInterval: 15_000, retry: false, select: loadedIn });
}

function loadedIn({ models }: Library): readonly LoadedModel[] {
  return models
    .filter(({ state }) => state === 'loaded')
    .map(({ id, model, size_bytes, vram_bytes }) => ({
      id,
      name: model,
      size: size_bytes,
      vram: vram_bytes,
    }));
}

export function useLastEvents() {
  return useQuery({
    queryKey: ['overview', 'audit'],
    queryFn: async ({ signal }) => (await readAudit({ limit: 10 }, signal)).entries,
    refetchInterval: 15_000,
  });
}
