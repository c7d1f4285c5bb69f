import { TrendingDown } from 'lucide-react';
import { lazyPage, type Page } from '../page.js';

export const trainingPage: Page = {
  label: 'Training',
  path: '/training',
  group: 'manage',
  icon: TrendingDown,
  key: 'r',
  permission: 'read',
  routes: [
    { path: '/training', component: lazyPage(() => import('./TrainingPage.js'), 'TrainingPage') },
    { path: '/training/jobs/$job', component: lazyPage(() => import('./RunPage.js'), 'RunPage') },
  ],
  finds: async () => (await import('./finds.js')).findRuns,
};
