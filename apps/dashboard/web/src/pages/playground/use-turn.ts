import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { readServerTools, readToolServers, type ToolServer } from '../../api/tool-servers.js';
import type { TurnSettings } from './conversation.js';
import { offered, type OfferedTool } from './offered-tools.js';
import { parametersOf } from './parameters.js';
import { useChoices } from './playground-store.js';

/** useToolServers are read only while tools are switched on. */
export function useToolServers() {
  const { areToolsOn } = useChoices();
  return useQuery({
    queryKey: ['tools', 'servers of the session'],
    queryFn: ({ signal }) => readToolServers(signal),
    enabled: areToolsOn,
  });
}

export interface ServerTools {
  readonly server: ToolServer;
  readonly isOn: boolean;
  /** How many it has; undefined while nobody knows. */
  readonly count?: number;
  readonly error?: Error;
}

/** useOfferedTools are the tools of the servers that are switched on. */
export function useOfferedTools(): {
  readonly tools: readonly OfferedTool[];
  readonly servers: readonly ServerTools[];
} {
  const { areToolsOn, withoutServers } = useChoices();
  const { data: servers = [] } = useToolServers();
  const lists = useQueries({
    queries: servers.map(({ name }) => ({
      queryKey: ['tools', 'tools of the session', name],
      queryFn: ({ signal }: { signal: AbortSignal }) => readServerTools(name, signal),
      enabled: areToolsOn && !withoutServers.includes(name),
      retry: false,
    })),
    combine: (results) => results.map(({ data, error }) => ({ data, error })),
  });
  return useMemo(() => {
    const on = servers.map((server, at) => ({
      server,
      isOn: !withoutServers.includes(server.name),
      list: lists[at],
    }));
    const used = on.flatMap(({ server, isOn, list }) =>
      isOn && list?.data ? [{ server: server.name, tools: list.data }] : [],
    );
    return {
      tools: areToolsOn ? offered(used) : [],
      servers: on.map(({ server, isOn, list }) => ({
        server,
        isOn,
        ...(list?.data && { count: list.data.length }),
        ...(list?.error && { error: list.error }),
      })),
    };
  }, [servers, lists, withoutServers, areToolsOn]);
}

/** useTurn is what a turn would be sent with now, for each side; undefined while a parameter is wrong. */
export function useTurn(): ((model: string) => TurnSettings) | undefined {
  const { parameters, areCallsMade } = useChoices();
  const { tools } = useOfferedTools();
  return useMemo(() => {
    const { body, errors } = parametersOf(parameters);
    if (Object.keys(errors).length > 0) return undefined;
    return (model) => ({ model, system: parameters.system, body, tools, areCallsMade });
  }, [parameters, tools, areCallsMade]);
}
