import { ScrollText } from 'lucide-react';
import { lazyPage, type Page } from '../page.js';

export const auditPage: Page = {
  label: 'Audit',
  path: '/audit',
  group: 'watch',
  icon: ScrollText,
  key: 'a',
  permission: 'read_audit',
  routes: [
    { path: '/audit', component: lazyPage(() => import('./AuditPage.js'), 'AuditPage') },
    {
      path: '/timeline/$id',
      component: lazyPage(() => import('../timeline/TimelinePage.js'), 'TimelinePage'),
    },
  ],
};
