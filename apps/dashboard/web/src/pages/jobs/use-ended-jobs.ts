import { useInfiniteQuery } from '@tanstack/react-query';
import { readEndedJobs } from '../../api/ops.js';
import { useRefetchInterval } from '../../live/use-live.js';
import type { HistoryFilter } from './history-filter.js';

const PAGE = 50;
/** All pages are read again when a job starts or ends, so that there are not too many of them. */
const MOST_PAGES = 20;
/** As many as are shown; whoever looks for older ones narrows the filter. */
export const MOST_SHOWN = PAGE * MOST_PAGES;

/** useEndedJobs are the jobs that ended, newest first, as far back as somebody asked for. */
export function useEndedJobs({ node, service, state }: HistoryFilter) {
  const refetchInterval = useRefetchInterval();
  return useInfiniteQuery({
    queryKey: ['jobs', 'ended', node, service, state],
    queryFn: ({ pageParam: before, signal }) =>
      readEndedJobs(
        {
          limit: PAGE,
          ...(node && { node }),
          ...(service && { service }),
          ...(state && { state }),
          ...(before !== undefined && { before }),
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }, pages) => (pages.length < MOST_PAGES ? next : undefined),
    refetchInterval,
  });
}
