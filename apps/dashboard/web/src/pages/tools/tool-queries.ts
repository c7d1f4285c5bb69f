import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { readAuditUnder } from '../../api/audit.js';
import {
  readCatalog,
  readKnownTools,
  readQuarantine,
  readRegistry,
  readServers,
} from '../../api/tool-registry.js';
import { useRefetchInterval } from '../../live/use-live.js';
import { dayBefore, readDay } from './policy/calls-of-day.js';

/** Keys begin with `mcp`: whatever the stream tells of tool servers has them read again. */
export function useServerList() {
  const refetchInterval = useRefetchInterval();
  return useQuery({
    queryKey: ['mcp', 'servers'],
    queryFn: ({ signal }) => readServers(signal),
    refetchInterval,
  });
}

export const quarantineQuery = queryOptions({
  queryKey: ['mcp', 'quarantine'],
  queryFn: ({ signal }) => readQuarantine(signal),
});

export function useQuarantine() {
  return useQuery(quarantineQuery);
}

export function useKnownTools(server: string) {
  return useQuery({
    queryKey: ['mcp', 'tools', server],
    queryFn: ({ signal }) => readKnownTools(server, signal),
  });
}

export function useRegistry() {
  return useQuery({ queryKey: ['mcp', 'registry'], queryFn: ({ signal }) => readRegistry(signal) });
}

export function useCatalog() {
  return useQuery({
    queryKey: ['mcp', 'catalog'],
    queryFn: ({ signal }) => readCatalog(signal),
    staleTime: 60_000,
  });
}

/** So many calls are read at a time. */
const CALLS = 100;

/** useCalls reads the calls of a server's tools from the audit, newest first, page after page. */
export function useCalls(server: string, isEnabled: boolean) {
  return useInfiniteQuery({
    // Not of the stream's: each reading may go through the whole log.
    queryKey: ['tool-calls', server],
    queryFn: ({ pageParam, signal }) => {
      const query = { action: 'tool_call', resource_prefix: `${server}/`, limit: CALLS } as const;
      return readAuditUnder(pageParam === undefined ? query : { ...query, before: pageParam }, signal);
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (calls) => (calls.length < CALLS ? undefined : calls.at(-1)?.seq),
    // Whoever reads older ones is not after news.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? 30_000 : false),
    enabled: isEnabled,
  });
}

/** dayOfCalls are a server's calls of the last 24 hours, read no more than once a minute: it may be the whole log. */
export function dayOfCalls(server: string) {
  return queryOptions({
    queryKey: ['tool-calls', server, 'day'],
    queryFn: ({ signal }) => readDay(server, dayBefore(Date.now()), signal),
    staleTime: 60_000,
    retry: false,
  });
}
