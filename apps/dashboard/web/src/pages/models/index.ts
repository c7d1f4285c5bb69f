import { Cpu } from 'lucide-react';
import { lazyPage, type Page } from '../page.js';

export const modelsPage: Page = {
  label: 'Models',
  path: '/models',
  group: 'run',
  icon: Cpu,
  key: 'm',
  permission: 'read',
  isInBar: true,
  routes: [
    { path: '/models', component: lazyPage(() => import('./ModelsPage.js'), 'ModelsPage') },
    {
      path: '/models/playground',
      component: lazyPage(() => import('../playground/PlaygroundPage.js'), 'PlaygroundPage'),
    },
    { path: '/models/$model', component: lazyPage(() => import('./ModelPage.js'), 'ModelPage') },
  ],
  finds: async () => (await import('./finds.js')).findModels,
};
