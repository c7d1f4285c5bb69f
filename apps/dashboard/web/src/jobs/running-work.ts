import type { ModelPull } from '../api/library-views.js';
import { useOwnBenchmarks, type OwnBenchmark } from '../data/benchmarks.js';
import { useLiveView } from '../data/queries.js';

export interface WorkOfModels {
  readonly pulls: readonly ModelPull[];
  readonly benchmarks: readonly OwnBenchmark[];
}

/** useModelWork is what goes on with models: pulls that run or wait, whoever asked for them, and this tab's benchmarks. */
export function useModelWork(): WorkOfModels {
  const pulls = useLiveView('pulls')?.pulls ?? [];
  const benchmarks = useOwnBenchmarks();
  return { pulls: pulls.filter(({ state }) => state === 'running' || state === 'queued'), benchmarks };
}

/** useRunningWork counts what the job panel lists. */
export function useRunningWork(): { readonly running: number; readonly queued: number } {
  const jobs = useLiveView('jobs')?.jobs ?? [];
  const { pulls, benchmarks } = useModelWork();
  const count = (list: readonly { readonly state: string }[], wanted: string) =>
    list.filter(({ state }) => state === wanted).length;
  return {
    running: count(jobs, 'active') + count(pulls, 'running') + benchmarks.length,
    queued: count(jobs, 'waiting') + count(pulls, 'queued'),
  };
}
