import { Wrench } from 'lucide-react';
import type { ServerList } from '../../api/tool-registry.js';
import { lazyPage, type Page } from '../page.js';
import { serverPath } from './server-state.js';

export const toolsPage: Page = {
  label: 'Tools',
  path: '/tools',
  group: 'run',
  icon: Wrench,
  key: 't',
  permission: 'read',
  routes: [
    { path: '/tools', component: lazyPage(() => import('./ToolsPage.js'), 'ToolsPage') },
    { path: '/tools/add', component: lazyPage(() => import('./AddPage.js'), 'AddPage') },
    { path: '/tools/servers/$server', component: lazyPage(() => import('./ServerPage.js'), 'ServerPage') },
  ],
  finds: (client, may) => {
    const list = client.getQueryData<ServerList>(['mcp', 'servers'])?.servers ?? [];
    const servers = list.map(({ id }) => ({ label: id, hint: 'Tool server', to: serverPath(id) }));
    if (!may('administer')) return servers;
    return [...servers, { label: 'Add a tool server', hint: 'Page', to: '/tools/add' }];
  },
};
