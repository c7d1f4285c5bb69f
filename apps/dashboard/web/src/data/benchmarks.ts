import { useMutationState } from '@tanstack/react-query';

/** The mutation that times a model; what it is given is the model's id. */
export const BENCHMARK = ['benchmark'];

export interface OwnBenchmark {
  readonly model: string;
  /** When it was begun, in milliseconds. */
  readonly since: number;
}

/** useOwnBenchmarks are those that this tab has running: the gateway tells of a benchmark only once it has ended. */
export function useOwnBenchmarks(): readonly OwnBenchmark[] {
  return useMutationState({
    filters: { mutationKey: BENCHMARK, status: 'pending' },
    select: ({ state: { variables, submittedAt } }) => ({ model: String(variables), since: submittedAt }),
  });
}
