import { Boxes } from 'lucide-react';
import { lazyPage, type Page } from '../page.js';

export const servicesPage: Page = {
  label: 'Services',
  path: '/services',
  group: 'run',
  icon: Boxes,
  key: 's',
  permission: 'read',
  isInBar: true,
  routes: [
    { path: '/services', component: lazyPage(() => import('./ServicesPage.js'), 'ServicesPage') },
    { path: '/services/logs', component: lazyPage(() => import('./MergedLogPage.js'), 'MergedLogPage') },
    {
      path: '/services/$node/$service',
      component: lazyPage(() => import('./ServicePage.js'), 'ServicePage'),
    },
    {
      path: '/services/$node/$service/difference',
      component: lazyPage(() => import('./DifferencePage.js'), 'DifferencePage'),
    },
  ],
  finds: async () => (await import('./finds.js')).findServices,
};
