import { readKeys } from '../../api/keys.js';
import type { Finds } from '../page.js';

/** As old as this a list still finds. */
const FRESH_MS = 60_000;

export const findKeys: Finds = async ({ client }) => {
  const { keys } = await client.fetchQuery({
    queryKey: ['keys', 'list'],
    queryFn: ({ signal }) => readKeys(signal),
    staleTime: FRESH_MS,
  });
  return keys.map(({ id }) => ({ label: id, hint: 'Key', to: '/keys', search: { filter: id } }));
};
