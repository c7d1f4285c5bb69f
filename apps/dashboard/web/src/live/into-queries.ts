import type { QueryClient } from '@tanstack/react-query';
import type { Kind } from './live-store.js';

/** Queries that depend on a kind are read again at most so often, however many events there are. */
const REFRESH_MS = 1_000;

/**
 * intoQueries returns what takes the stream's news in: the data becomes that of the query `[kind]`, and queries whose key
 * begins with the kind and goes on are read again.
 */
export function intoQueries(client: QueryClient): (kind: Kind, data: unknown, at: number) => void {
  const resting = new Map<Kind, { again: boolean }>();
  const refresh = (kind: Kind): void => {
    const rest = resting.get(kind);
    if (rest) {
      rest.again = true;
      return;
    }
    const entry = { again: false };
    resting.set(kind, entry);
    void client.invalidateQueries(
      { queryKey: [kind], predicate: ({ queryKey }) => queryKey.length > 1 },
      { cancelRefetch: false },
    );
    setTimeout(() => {
      resting.delete(kind);
      if (entry.again) refresh(kind);
    }, REFRESH_MS);
  };
  return (kind, data, at) => {
    client.setQueryData([kind], data, { updatedAt: at });
    refresh(kind);
  };
}
