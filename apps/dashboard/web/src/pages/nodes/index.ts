import { Server } from 'lucide-react';
import { lazyPage, type Page } from '../page.js';

export const nodesPage: Page = {
  label: 'Nodes',
  path: '/nodes',
  group: 'watch',
  icon: Server,
  key: 'n',
  permission: 'read',
  routes: [{ path: '/nodes', component: lazyPage(() => import('./NodesPage.js'), 'NodesPage') }],
  finds: async () => (await import('./finds.js')).findNodes,
};
