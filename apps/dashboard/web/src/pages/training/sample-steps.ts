import type { TrainingSample } from '../../api/training.js';

export interface SampleStep {
  /** Stands for it in the URL. */
  readonly id: string;
  readonly step: number | null;
  /** By prompt; of a run that was repeated, the newest picture of each. */
  readonly samples: readonly TrainingSample[];
}

/** samplesByStep puts samples together that were made after the same step, the newest step first, those of no known step last. */
export function samplesByStep(samples: readonly TrainingSample[]): SampleStep[] {
  return [...Map.groupBy(samples, ({ step }) => step)]
    .toSorted(([one], [other]) => (other ?? -1) - (one ?? -1))
    .map(([step, own]) => ({ id: step === null ? 'other' : String(step), step, samples: newestOfEach(own) }));
}

/** Names begin with the time, so that they come in the order of their making. */
function newestOfEach(samples: readonly TrainingSample[]): TrainingSample[] {
  const byPrompt = new Map(samples.map((sample) => [sample.index ?? sample.name, sample]));
  return [...byPrompt.values()].toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0));
}

export function stepLabel({ step }: SampleStep): string {
  if (step === null) return 'Other files';
  return step === 0 ? 'Before the first step' : `Step ${step.toLocaleString('en-GB')}`;
}
