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

/** What one prompt became at one step, or at two: the earlier one first. */
export interface SamplePair {
  readonly id: string;
  readonly index: number | null;
  /** Of each step; without a sample where it made none of this prompt. */
  readonly samples: readonly { readonly step: SampleStep; readonly sample: TrainingSample | undefined }[];
}

/** samplePairs has the samples of a step, and of another one beside them, by prompt. */
export function samplePairs(shown: SampleStep, other: SampleStep | undefined): SamplePair[] {
  const steps = [shown, ...(other === undefined ? [] : [other])].toSorted(
    (one, next) => (one.step ?? Infinity) - (next.step ?? Infinity),
  );
  const prompts = new Map(
    steps.flatMap(({ samples }) => samples.map((sample) => [promptOf(sample), sample.index] as const)),
  );
  return [...prompts].map(([id, index]) => ({
    id,
    index,
    samples: steps.map((step) => ({ step, sample: step.samples.find((each) => promptOf(each) === id) })),
  }));
}

/** A file that has no prompt in its name stands for itself. */
function promptOf({ index, name }: TrainingSample): string {
  return index === null ? name : String(index);
}
