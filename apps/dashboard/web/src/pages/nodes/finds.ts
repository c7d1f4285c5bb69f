import { readNodes } from '../../api/ops.js';
import type { Finds } from '../page.js';

/** findNodes finds each node, and the services of it. */
export const findNodes: Finds = async ({ client }) => {
  const { nodes } = await client.ensureQueryData({
    queryKey: ['nodes'],
    queryFn: async ({ signal }) => ({ nodes: await readNodes(signal) }),
  });
  return nodes.flatMap(({ id }) => [
    { label: id, hint: 'Node', to: '/nodes' },
    { label: `Services of ${id}`, hint: 'Page', to: '/services', search: { node: id } },
  ]);
};
