import { Boxes } from 'lucide-react';
import { servicePath } from '../../data/live-views.js';
import { known } from '../../data/queries.js';
import { servicePlan, verbOf } from '../../plan/service-plan.js';
import { openPlan } from '../../plan/plan-store.js';
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
  ],
  finds: (client, may) =>
    (known(client, 'services')?.services ?? []).flatMap((service) => {
      const { name, node } = service;
      const open = { label: name, hint: `Service on ${node}`, to: servicePath(service) };
      if (!may('operate') || service.protected) return [open];
      const restart = {
        label: `${verbOf('restart')} ${name}`,
        hint: `Plan, ${node}`,
        run: () => openPlan(servicePlan({ node, service: name }, 'restart')),
      };
      return [open, restart];
    }),
};
