import { queryOptions, useQuery } from '@tanstack/react-query';
import { readServers } from '../../api/tool-registry.js';
import { readServerTools } from '../../api/tool-servers.js';
import {
  compareRuns,
  readConfig,
  readConfigs,
  readGpus,
  readSaves,
  readSampleImages,
  readTrainingHealth,
  readTrainingJobs,
  readTrainingRun,
  readTrainingTrends,
  TRAINING,
} from '../../api/training.js';
import { useRefetchInterval } from '../../live/use-live.js';
import { backendTrouble, isActive, trainingIn } from './training-answers.js';

/** Each look is a call of a tool, which the router records; nothing tells the page of news. */
const WHILE_ACTIVE_MS = 10_000;
const WHILE_IDLE_MS = 30_000;
const HEALTH_MS = 60_000;
/** The loss of many jobs at once is more work for the backend than their states. */
const TREND_MS = 60_000;
/** As many as a line of a table has room for. */
const TREND_POINTS = 60;
/** More than a wide screen has pixels for says nothing more. */
const LOSS_POINTS = 1_000;

/** useTrainingServer is the entry of the registry; null: there is none. */
export function useTrainingServer() {
  const refetchInterval = useRefetchInterval();
  return useQuery({
    queryKey: ['mcp', 'training'],
    queryFn: async ({ signal }) => trainingIn((await readServers(signal)).servers),
    refetchInterval,
  });
}

export const toolsQuery = queryOptions({
  queryKey: ['training', 'tools'],
  queryFn: ({ signal }) => readServerTools(TRAINING, signal),
});
export const jobsQuery = queryOptions({
  queryKey: ['training', 'jobs'],
  queryFn: ({ signal }) => readTrainingJobs(signal),
});
export const trendsQuery = queryOptions({
  queryKey: ['training', 'trends'],
  queryFn: async ({ signal }) => {
    const trends = await readTrainingTrends(TREND_POINTS, signal);
    return new Map(trends.map(({ job_id: id, loss }) => [id, loss]));
  },
});
export const configsQuery = queryOptions({
  queryKey: ['training', 'configs'],
  queryFn: ({ signal }) => readConfigs(signal),
});
export const gpusQuery = queryOptions({
  queryKey: ['training', 'gpus'],
  queryFn: ({ signal }) => readGpus(signal),
});

/** useTrainingTools are the tools that the viewer may call there. */
export function useTrainingTools() {
  return useQuery(toolsQuery);
}

export function useTrainingJobs() {
  return useQuery({
    ...jobsQuery,
    refetchInterval: ({ state }) => (state.data?.some(isActive) ? WHILE_ACTIVE_MS : WHILE_IDLE_MS),
  });
}

/** useBackendTrouble is why the newest look at the jobs found no AI Toolkit; it does not look itself. */
export function useBackendTrouble(): string | undefined {
  const { error } = useQuery({ ...jobsQuery, enabled: false });
  return backendTrouble(error);
}

/** useTrainingTrends are the losses of the newest jobs by their ids; an older server says nothing of them. */
export function useTrainingTrends() {
  return useQuery({ ...trendsQuery, refetchInterval: TREND_MS });
}

/** useTrainingRun is a job with its loss and its samples. */
export function useTrainingRun(job: string) {
  return useQuery({
    queryKey: ['training', 'run', job],
    queryFn: ({ signal }) => readTrainingRun(job, LOSS_POINTS, signal),
    refetchInterval: ({ state }) => (state.data && isActive(state.data) ? WHILE_ACTIVE_MS : WHILE_IDLE_MS),
  });
}

export function useTrainingHealth(
  job: string,
  { withDataset, isLive }: { withDataset: boolean; isLive: boolean },
) {
  return useQuery({
    queryKey: ['training', 'health', job, withDataset],
    queryFn: ({ signal }) => readTrainingHealth(job, withDataset, signal),
    refetchInterval: isLive ? HEALTH_MS : false,
  });
}

/** useSampleImages are pictures of samples; what is in them does not change. */
export function useSampleImages(job: string, names: readonly string[]) {
  return useQuery({
    queryKey: ['training', 'images', job, ...names],
    queryFn: ({ signal }) => readSampleImages(job, names, signal),
    enabled: names.length > 0,
    staleTime: Infinity,
  });
}

export function useConfigs(isOffered = true) {
  return useQuery({ ...configsQuery, enabled: isOffered });
}

/** useSaves are the steps at which a job has saved its model. */
export function useSaves(job: string, { isOffered, isLive }: { isOffered: boolean; isLive: boolean }) {
  return useQuery({
    queryKey: ['training', 'saves', job],
    queryFn: ({ signal }) => readSaves(job, signal),
    enabled: isOffered,
    refetchInterval: isLive ? HEALTH_MS : false,
  });
}

/** useConfig is a saved config; undefined as long as nobody names one. */
export function useConfig(name: string | undefined) {
  return useQuery({
    queryKey: ['training', 'config', name],
    queryFn: ({ signal }) => readConfig(name ?? '', signal),
    enabled: name !== undefined,
  });
}

/** useGpus are the GPUs of the backend, read again while something uses them. */
export function useGpus({ isOffered, isLive }: { isOffered: boolean; isLive: boolean }) {
  return useQuery({
    ...gpusQuery,
    enabled: isOffered,
    refetchInterval: isLive ? WHILE_ACTIVE_MS : false,
  });
}

export function useComparison(job: string, other: string | undefined) {
  return useQuery({
    queryKey: ['training', 'comparison', job, other],
    queryFn: ({ signal }) => compareRuns([job, other ?? ''], signal),
    enabled: other !== undefined,
  });
}
