import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { readReach, type Reach } from '../../api/tool-reach.js';
import { firstPageDay } from './policy/calls-of-day.js';
import { dayOfCalls } from './tool-queries.js';

/**
 * reachQuery reads at once what the lines beside all tools in quarantine need, for the queries that have it from then on.
 * What is missing, or too much for one page, they read themselves.
 */
export const reachQuery = queryOptions({
  queryKey: ['tool-calls', 'reach of all'],
  queryFn: async ({ client, signal }) => {
    hand(await readReach(signal), client);
    return true;
  },
  staleTime: Infinity,
  gcTime: 0,
  retry: false,
});

function hand({ registry, keys, days }: Reach, client: QueryClient): void {
  if (registry?.etag !== undefined)
    client.setQueryData(['mcp', 'registry'], { ...registry.told, etag: registry.etag });
  if (keys !== undefined) client.setQueryData(['keys', 'list'], keys.told);
  for (const { server, told } of days) {
    const day = firstPageDay(told.entries);
    if (day !== undefined) client.setQueryData(dayOfCalls(server).queryKey, day);
  }
}
