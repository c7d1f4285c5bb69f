import { useQuery } from '@tanstack/react-query';
import { readServers } from '../../api/tool-registry.js';
import { callTool, readServerTools } from '../../api/tool-servers.js';
import { useRefetchInterval } from '../../live/use-live.js';
import { LIST_JOBS, textOf, TRAINING, trainingIn } from './training-answers.js';

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

/** useTrainingJobs is what the server says of its jobs; asked for when the page opens, and when somebody asks again. */
export function useTrainingJobs() {
  return useQuery({
    queryKey: ['training', 'jobs'],
    queryFn: async ({ signal }) => textOf(await callTool(TRAINING, LIST_JOBS, {}, signal)),
  });
}
