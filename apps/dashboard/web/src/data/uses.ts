import { queryOptions, useQuery } from '@tanstack/react-query';
import { readUses } from '../api/ops.js';
import { useAnswers } from './use-can-act.js';

/** No news tell of use: it is asked for while somebody looks, no faster than this. */
const EVERY_MS = 10_000;

export const usesQuery = queryOptions({ queryKey: ['uses'], queryFn: ({ signal }) => readUses(signal) });

/** useUses is what all services use and how the GPUs are, of each node. */
export function useUses() {
  return useQuery({ ...usesQuery, refetchInterval: EVERY_MS, enabled: useAnswers('ops') });
}
