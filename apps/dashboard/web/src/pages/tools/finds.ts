import { readServers } from '../../api/tool-registry.js';
import type { Finds } from '../page.js';
import { serverPath } from './server-state.js';

/** As old as this a list still finds. */
const FRESH_MS = 60_000;

export const findServers: Finds = async ({ client, may }) => {
  const list = await client.fetchQuery({
    queryKey: ['mcp', 'servers'],
    queryFn: ({ signal }) => readServers(signal),
    staleTime: FRESH_MS,
  });
  const servers = list.servers.map(({ id }) => ({ label: id, hint: 'Tool server', to: serverPath(id) }));
  if (!may('administer')) return servers;
  return [...servers, { label: 'Add a tool server', hint: 'Page', to: '/tools/add' }];
};
