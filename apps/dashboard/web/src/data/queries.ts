import { skipToken, useQuery, type QueryClient } from '@tanstack/react-query';
import { readDecisions, readJob, readNodes, readServices, readStats } from '../api/ops.js';
import { readOverview } from '../api/overview.js';
import { useRefetchInterval } from '../live/use-live.js';
import type { AppLink, Attention, LiveViews } from './live-views.js';

/**
 * What several pages read. A key of one part, such as `['services']`, is a kind of the stream: each event puts its data
 * there. A longer key that begins with a kind is read again after each event of it.
 */
export function useServices() {
  const refetchInterval = useRefetchInterval();
  return useQuery({ queryKey: ['services'], queryFn: ({ signal }) => readServices(signal), refetchInterval });
}

export function useNodes() {
  const refetchInterval = useRefetchInterval();
  return useQuery({
    queryKey: ['nodes'],
    queryFn: async ({ signal }) => ({ nodes: await readNodes(signal) }),
    refetchInterval,
  });
}

/** useJobs are those that run or wait and the newest that ended, on all nodes. */
export function useJobs() {
  const refetchInterval = useRefetchInterval();
  return useQuery({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => readOverview('jobs', signal),
    refetchInterval,
  });
}

/** useJob reads one job; old ones are in the audit alone. */
export function useJob(id: string) {
  return useQuery({ queryKey: ['jobs', id], queryFn: ({ signal }) => readJob(id, signal) });
}

/** useDecisions are the changes that were cut off and that somebody has to decide about. */
export function useDecisions() {
  return useQuery({ queryKey: ['jobs', 'decisions'], queryFn: ({ signal }) => readDecisions(signal) });
}

/** useStats reads what a service uses, every five seconds: no news tell of that. */
export function useStats(node: string, service: string, isEnabled: boolean) {
  return useQuery({
    queryKey: ['stats', node, service],
    queryFn: ({ signal }) => readStats({ node, service }, signal),
    refetchInterval: 5_000,
    enabled: isEnabled,
  });
}

/** useLiveView is what the stream told last of a kind, without asking for it. */
export function useLiveView<K extends keyof LiveViews>(kind: K): LiveViews[K] | undefined {
  return useQuery<LiveViews[K]>({ queryKey: [kind], queryFn: skipToken }).data;
}

/** useAttention is what somebody should look at, the gravest consequence first. */
export function useAttention(): readonly Attention[] {
  return useLiveView('attention')?.items ?? [];
}

/** useAppLink says whether an app behind the dashboard answers; undefined before anybody knows. */
export function useAppLink(name: AppLink['name']): AppLink | undefined {
  return useLiveView('links')?.links.find((link) => link.name === name);
}

/** known is what is there of a kind without asking; for the palette. */
export function known<K extends keyof LiveViews>(client: QueryClient, kind: K): LiveViews[K] | undefined {
  return client.getQueryData<LiveViews[K]>([kind]);
}
