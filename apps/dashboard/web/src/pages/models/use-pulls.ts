import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { pullEventsUrl, readPulls } from '../../api/gateway.js';
import type { ModelPull } from '../../api/library-views.js';
import { followStream } from '../../live/stream-loop.js';
import { isOpen } from './pull-words.js';

const KEY = ['models', 'pulls'];

/**
 * usePulls are the gateway's pulls, whoever asked for them and in whichever tab. The first that runs is followed event by
 * event; a browser has few connections, so that the others are asked for every five seconds.
 */
export function usePulls() {
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => readPulls(signal),
    refetchInterval: ({ state }) => (state.data?.some(isOpen) ? 5_000 : 15_000),
  });
  useFollowed(query.data?.find(({ state }) => state === 'running')?.id);
  return query;
}

function useFollowed(id: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (id === undefined) return undefined;
    const leave = new AbortController();
    const take = (told: ModelPull) =>
      client.setQueryData<readonly ModelPull[]>(KEY, (pulls) =>
        pulls?.map((pull) => (pull.id === told.id ? told : pull)),
      );
    const followed = followStream({
      url: pullEventsUrl(id),
      signal: leave.signal,
      onEvent: ({ event, data }) => {
        if (event === 'gap' || event === 'error') return undefined;
        const told = JSON.parse(data) as ModelPull;
        take(told);
        return isOpen(told) ? undefined : 'stop';
      },
    });
    void followed.then(({ ended }) => {
      if (ended === 'complete') void client.invalidateQueries({ queryKey: ['models'] });
    });
    return () => leave.abort();
  }, [client, id]);
}
