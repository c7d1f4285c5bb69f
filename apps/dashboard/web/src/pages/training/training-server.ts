import { useQuery } from '@tanstack/react-query';
import { readServers } from '../../api/tool-registry.js';
import { readServerTools } from '../../api/tool-servers.js';
import {
  readConfigs,
  readSampleImages,
  readTrainingHealth,
  readTrainingJobs,
  readTrainingRun,
  TRAINING,
} from '../../api/training.js';
import { useRefetchInterval } from '../../live/use-live.js';
import { isActive, trainingIn } from './training-answers.js';

/** Each look is a call of a tool, which the router records; nothing tells the page of news. */
const WHILE_ACTIVE_MS = 10_000;
const WHILE_IDLE_MS = 30_000;
const HEALTH_MS = 60_000;
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

/** useTrainingTools are the tools that the viewer may call there. */
export function useTrainingTools() {
  return useQuery({
    queryKey: ['training', 'tools'],
    queryFn: ({ signal }) => readServerTools(TRAINING, signal),
  });
}

export function useTrainingJobs() {
  return useQuery({
    queryKey: ['training', 'jobs'],
    queryFn: ({ signal }) => readTrainingJobs(signal),
    refetchInterval: ({ state }) => (state.data?.some(isActive) ? WHILE_ACTIVE_MS : WHILE_IDLE_MS),
  });
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

export function useConfigs() {
  return useQuery({ queryKey: ['training', 'configs'], queryFn: ({ signal }) => readConfigs(signal) });
}
