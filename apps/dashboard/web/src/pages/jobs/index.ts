import { ListChecks } from 'lucide-react';
import { lazyPage, type Page } from '../page.js';

export const jobsPage: Page = {
  label: 'Jobs',
  path: '/jobs',
  group: 'watch',
  icon: ListChecks,
  key: 'j',
  permission: 'read',
  isInBar: true,
  routes: [
    { path: '/jobs', component: lazyPage(() => import('./JobsPage.js'), 'JobsPage') },
    { path: '/jobs/$job', component: lazyPage(() => import('./JobPage.js'), 'JobPage') },
  ],
  finds: async () => (await import('./finds.js')).findJobs,
};
