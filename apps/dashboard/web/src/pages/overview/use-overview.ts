import { useQuery } from '@tanstack/react-query';
import { dashboardLiveOverview, dashboardOllamaLoaded } from '../../api/generated/index.js';
import { readAudit } from '../../api/audit.js';
import type { LiveViews } from '../../data/live-views.js';
import { useLiveView } from '../../data/queries.js';

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

/** What Ollama has in memory: https://docs.ollama.com/api/ps */
export interface LoadedModel {
  readonly name: string;
  readonly size?: number;
  readonly size_vram?: number;
  readonly expires_at?: string;
}

export function useLoadedModels() {
  return useQuery({
    queryKey: ['overview', 'loaded'],
    queryFn: async ({ signal }) => {
      const { models = [] } = (await dashboardOllamaLoaded({ signal })) as {
        models?: readonly LoadedModel[];
      };
      return models;
    },
    refetchInterval: 15_000,
    retry: false,
  });
}

export function useLastEvents() {
  return useQuery({
    queryKey: ['overview', 'audit'],
    queryFn: async ({ signal }) => (await readAudit({ limit: 10 }, signal)).entries,
    refetchInterval: 15_000,
  });
}
