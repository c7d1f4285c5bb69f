import { KeyRound } from 'lucide-react';
import { lazyPage, type Page } from '../page.js';

export const keysPage: Page = {
  label: 'Keys',
  path: '/keys',
  group: 'manage',
  icon: KeyRound,
  key: 'k',
  permission: 'administer',
  routes: [{ path: '/keys', component: lazyPage(() => import('./KeysPage.js'), 'KeysPage') }],
  finds: async () => (await import('./finds.js')).findKeys,
};
