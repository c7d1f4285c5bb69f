import { Wrench } from 'lucide-react';
import { lazyPage, type Page } from '../page.js';

export const toolsPage: Page = {
  label: 'Tools',
  path: '/tools',
  group: 'run',
  icon: Wrench,
  key: 't',
  permission: 'read',
  routes: [
    { path: '/tools', component: lazyPage(() => import('./ToolsPage.js'), 'ToolsPage') },
    { path: '/tools/add', component: lazyPage(() => import('./add/AddPage.js'), 'AddPage') },
    { path: '/tools/servers/$server', component: lazyPage(() => import('./ServerPage.js'), 'ServerPage') },
  ],
  finds: async () => (await import('./finds.js')).findServers,
};
