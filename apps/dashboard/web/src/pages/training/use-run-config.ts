import type { TrainingRun } from '../../api/training.js';
import { offers } from './training-answers.js';
import { useConfig, useConfigs, useTrainingTools } from './training-server.js';

/**
 * useRunConfig is the saved config of a job's name, which is where the job came from. `isSaved` is whether there is one;
 * undefined as long as nobody knows.
 */
export function useRunConfig({ name }: Pick<TrainingRun, 'name'>) {
  const { data: tools = [] } = useTrainingTools();
  const { data: configs } = useConfigs(offers(tools, 'list-configs', 'get-config'));
  const isSaved = configs?.includes(name);
  return { isSaved, query: useConfig(isSaved === true ? name : undefined) };
}
