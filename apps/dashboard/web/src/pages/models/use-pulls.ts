import { queryOptions, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { pullEventsUrl, readPulls } from '../../api/gateway.js';
import type { ModelPull } from '../../api/library-views.js';
import { toast } from '../../kit/index.js';
import { followStream } from '../../live/stream-loop.js';
import { session } from '../../session/session-store.js';
import { isOpen, movedText } from './pull-words.js';

const KEY = ['models', 'pulls'];

export const pullsQuery = queryOptions({ queryKey: KEY, queryFn: ({ signal }) => readPulls(signal) });

/**
 * usePulls are the gateway's pulls, whoever asked for them and in whichever tab. The first that runs is followed event by
 * event; a browser has few connections, so that the others are asked for every five seconds.
 */
export function usePulls() {
  const query = useQuery({
    ...pullsQuery,
    refetchInterval: ({ state }) => (state.data?.some(isOpen) ? 5_000 : 15_000),
  });
  useFollowed(query.data?.find(({ state }) => state === 'running')?.id);
  useMovesTold(query.data);
  return query;
}

function useFollowed(id: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (id === undefined) return undefined;
    const leave = new AbortController();
    void follow(id, client, leave.signal);
    return () => leave.abort();
  }, [client, id]);
}

/** A tag that came to stand for something else is said aloud, once, to whoever saw its pull run. */
function useMovesTold(pulls: readonly ModelPull[] | undefined): void {
  const open = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (pulls === undefined) return;
    for (const pull of pulls) {
      const text = open.current.has(pull.id) ? movedText(pull) : undefined;
      if (text !== undefined) toast('attention', text);
    }
    open.current = new Set(pulls.filter(isOpen).map(({ id }) => id));
  }, [pulls]);
}

/** When a pull has ended, there is another model, or another one of that name. */
async function follow(id: string, client: QueryClient, signal: AbortSignal): Promise<void> {
  const { ended } = await followStream({
    url: pullEventsUrl(id),
    signal,
    signedInAgain: session.signedInAgain,
    onEvent: ({ event, data }) => {
      if (event === 'gap' || event === 'error') return undefined;
      const told = JSON.parse(data) as ModelPull;
      client.setQueryData<readonly ModelPull[]>(KEY, (pulls) =>
        pulls?.map((pull) => (pull.id === told.id ? told : pull)),
      );
      return isOpen(told) ? undefined : 'stop';
    },
  });
  if (ended === 'complete') await client.invalidateQueries({ queryKey: ['models'] });
}
