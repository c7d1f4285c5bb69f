import { Cpu } from 'lucide-react';
import type { Library } from '../../api/library-views.js';
import { lazyPage, type Page } from '../page.js';
import { modelPath } from './model-state.js';

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
  finds: (client) => {
    const models = client.getQueryData<Library>(['models', 'library'])?.models ?? [];
    return [
      { label: 'Playground', hint: 'Chat with a model', to: '/models/playground' },
      ...models.map(({ id }) => ({ label: id, hint: 'Model', to: modelPath(id) })),
    ];
  },
};
