import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import {
  loadModel,
  readCalls,
  readLibrary,
  readListedModels,
  readThroughput,
  readUsage,
  unloadModel,
} from '../../api/gateway.js';
import type { LibraryModel } from '../../api/library-views.js';
import { asProblem, sentence } from '../../api/problem.js';
import { toast } from '../../kit/index.js';
import { openPlan } from '../../plan/plan-store.js';
import { duration } from '../../time/format.js';
import { unloadPlan } from './model-plans.js';
import { pointsByModel } from './rates.js';

const EVERY_MS = 10_000;
const WHILE_LOADING_MS = 5_000;
/** As many as the gateway keeps. */
const CALLS = 1_000;

export const libraryQuery = queryOptions({
  queryKey: ['models', 'library'],
  queryFn: ({ signal }) => readLibrary(signal),
});

/** No news tell of models: they are asked for, and at once after each change that is made here. */
export function useLibrary() {
  return useQuery({
    ...libraryQuery,
    refetchInterval: ({ state }) =>
      state.data?.models.some(({ loading }) => loading) ? WHILE_LOADING_MS : EVERY_MS,
  });
}

/** useListedModels are what a chat can name. */
export function useListedModels() {
  return useQuery({
    queryKey: ['models', 'listed'],
    queryFn: ({ signal }) => readListedModels(signal),
    refetchInterval: 60_000,
  });
}

export function useThroughput() {
  return useQuery({
    queryKey: ['models', 'throughput'],
    queryFn: ({ signal }) => readThroughput(signal),
    refetchInterval: EVERY_MS,
  });
}

export const usageQuery = queryOptions({
  queryKey: ['models', 'usage'],
  queryFn: ({ signal }) => readUsage(signal),
});

export function useUsage() {
  return useQuery({ ...usageQuery, refetchInterval: EVERY_MS });
}

/** callsQuery reads the newest calls, of one model or of all. */
export function callsQuery(model?: string) {
  const query = { limit: CALLS, ...(model !== undefined && { model }) };
  return queryOptions({
    queryKey: ['models', 'calls', model],
    queryFn: ({ signal }) => readCalls(query, signal),
  });
}

export function useCalls(model?: string) {
  return useQuery({ ...callsQuery(model), refetchInterval: EVERY_MS });
}

/** usePoints are the speeds of the calls that are known, by model. */
export function usePoints(model?: string) {
  const { data } = useCalls(model);
  return useMemo(() => pointsByModel(data?.calls ?? []), [data]);
}

/** useRefreshModels has everything about models read again. */
export function useRefreshModels(): () => void {
  const client = useQueryClient();
  return useCallback(() => void client.invalidateQueries({ queryKey: ['models'] }), [client]);
}

/** useLoad brings a model into memory. It goes on when the page leaves. */
export function useLoad() {
  const refresh = useRefreshModels();
  return useMutation({
    mutationFn: ({ id }: LibraryModel) => {
      const loaded = loadModel(id);
      setTimeout(refresh, 500);
      return loaded;
    },
    onSuccess: ({ duration_ms: ms }, { id }) => toast('ok', `${id} is in memory, after ${duration(ms)}.`),
    onError: (error, { id }) =>
      toast('failed', `${id} was not loaded. ${sentence(asProblem(error).message)}`),
    onSettled: refresh,
  });
}

/** useUnload takes a model out of memory; one that is in use only by a plan. */
export function useUnload(): (model: LibraryModel) => void {
  const refresh = useRefreshModels();
  const { mutate } = useMutation({
    mutationFn: ({ id }: LibraryModel) => unloadModel(id, false),
    onSuccess: (_, { id }) => toast('ok', `${id} is out of memory.`),
    onError: (error, model) => {
      const problem = asProblem(error);
      if (problem.code === 'confirm_required') openPlan({ ...unloadPlan(model), onAccepted: refresh });
      else toast('failed', `${model.id} was not unloaded. ${sentence(problem.message)}`);
    },
    onSettled: refresh,
  });
  return (model) =>
    model.in_flight > 0 ? openPlan({ ...unloadPlan(model), onAccepted: refresh }) : mutate(model);
}
