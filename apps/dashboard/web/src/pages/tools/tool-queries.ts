import { useQuery } from '@tanstack/react-query';
import { readAudit } from '../../api/audit.js';
import {
  readCatalog,
  readKnownTools,
  readQuarantine,
  readRegistry,
  readServers,
} from '../../api/tool-registry.js';
import { useRefetchInterval } from '../../live/use-live.js';

/** Keys begin with `mcp`: whatever the stream tells of tool servers has them read again. */
export function useServerList() {
  const refetchInterval = useRefetchInterval();
  return useQuery({
    queryKey: ['mcp', 'servers'],
    queryFn: ({ signal }) => readServers(signal),
    refetchInterval,
  });
}

/** useQuarantine asks only where something is known to wait or to be blocked. */
export function useQuarantine(isEnabled: boolean) {
  return useQuery({
    queryKey: ['mcp', 'quarantine'],
    queryFn: ({ signal }) => readQuarantine(signal),
    enabled: isEnabled,
  });
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

/** So many of the newest calls, of all servers, are looked through for those of one. */
export const CALLS_LOOKED_AT = 500;

export function useCalls(isEnabled: boolean) {
  return useQuery({
    queryKey: ['mcp', 'calls'],
    queryFn: async ({ signal }) =>
      (await readAudit({ action: 'tool_call', limit: CALLS_LOOKED_AT }, signal)).entries,
    enabled: isEnabled,
  });
}
