import { useQueries, type QueryFunction, type QueryKey } from '@tanstack/react-query';

/** As `queryOptions` makes them. */
interface Along {
  readonly queryKey: QueryKey;
  readonly queryFn?: unknown;
}

const nothing = () => undefined;

/**
 * useReadAlong begins reads that parts of a page want only once its first data is there, so that all of a page's reads go
 * as one request. What comes is for those parts: it returns nothing, and reads nothing again by itself.
 */
export function useReadAlong(...queries: readonly Along[]): void {
  useQueries({
    queries: queries.map((query) => ({ ...query, queryFn: query.queryFn as QueryFunction })),
    combine: nothing,
  });
}
