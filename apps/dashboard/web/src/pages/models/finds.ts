import { readLibrary } from '../../api/gateway.js';
import type { Finds } from '../page.js';
import { modelPath } from './model-state.js';

/** As old as this a list still finds. */
const FRESH_MS = 60_000;

export const findModels: Finds = async ({ client }) => {
  const { models } = await client.fetchQuery({
    queryKey: ['models', 'library'],
    queryFn: ({ signal }) => readLibrary(signal),
    staleTime: FRESH_MS,
  });
  return [
    { label: 'Playground', hint: 'Chat with a model', to: '/models/playground' },
    ...models.map(({ id }) => ({ label: id, hint: 'Model', to: modelPath(id) })),
  ];
};
