import { LayoutDashboard } from 'lucide-react';
import { lazyPage, type Page } from '../page.js';

export const overviewPage: Page = {
  label: 'Overview',
  path: '/',
  group: 'run',
  icon: LayoutDashboard,
  key: 'o',
  permission: 'read',
  isInBar: true,
  routes: [{ path: '/', component: lazyPage(() => import('./OverviewPage.js'), 'OverviewPage') }],
};
