import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { readAudit, readAuditHead } from '../../api/audit.js';
import { chainKnowledge } from './chain-knowledge.js';
import { filterOf, type FilterTexts } from './use-audit-filter.js';

const PAGE = 500;
/** More than anybody scrolls through; whoever needs more exports, or narrows the filter. */
export const MOST_SHOWN = 20_000;

/** useEvents reads the events that match, newest first, page after page, and how many there are. */
export function useEvents(key: string, texts: FilterTexts) {
  return useInfiniteQuery({
    queryKey: ['audit', 'events', key],
    queryFn: ({ pageParam, signal }) => {
      const filter = filterOf(texts, Date.now());
      if (pageParam === undefined) return readAudit({ ...filter, limit: PAGE, count: 'true' }, signal);
      return readAudit({ ...filter, limit: PAGE, before: pageParam }, signal);
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ entries }, pages) =>
      entries.length < PAGE || pages.length * PAGE >= MOST_SHOWN ? undefined : entries.at(-1)?.seq,
    // What is being read does not move: newer events are told of, and shown when they are asked for.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
}

/** useAuditHead is where the log is now. */
export function useAuditHead() {
  return useQuery({
    queryKey: ['audit', 'head'],
    queryFn: ({ signal }) => readAuditHead(signal),
    refetchInterval: 15_000,
  });
}

/** So many verifications are put together, the newest. */
const VERIFICATIONS = 200;

export const chainQuery = queryOptions({
  queryKey: ['audit', 'verified'],
  queryFn: async ({ signal }) => {
    const { entries } = await readAudit({ action: 'audit_verify', limit: VERIFICATIONS }, signal);
    return chainKnowledge(entries);
  },
});

/** useChainKnowledge is how far the chain was verified, as the audit tells. */
export function useChainKnowledge() {
  return useQuery(chainQuery);
}
