import { clamped, isNumericallyBroken, type Hyperparameters } from '../scores/index.js';
import type { NextExperiment } from './experiment-shape.js';
import type { EvaluatedRun } from './evaluated-run.js';

type Setting = NextExperiment['current'];

export interface ExperimentRule {
  readonly type: NextExperiment['recommendation_type'];
  readonly parameter: NextExperiment['parameter'];
  readonly impact: NextExperiment['expected_impact'];
  readonly risk: NextExperiment['risk_level'];
  readonly rationale: string;
  readonly plan: readonly [string, string, string];
  readonly fits: (run: EvaluatedRun) => boolean;
  readonly current: (run: EvaluatedRun) => Setting;
  readonly proposed: (run: EvaluatedRun) => Setting;
}

/** Scores below these ask for a change. */
const BELOW = { dataset: 70, stability: 60, convergence: 65, speed: 50, caption_quality: 65 } as const;
/** Runs with fewer steps may just not be done yet; rates above may overshoot. */
const SHORT_RUN_STEPS = 3000;
const HIGH_LEARNING_RATE = 3e-4;

/** How a number of the config is changed: by a factor or a sum, within bounds. */
interface Change {
  readonly factor?: number;
  readonly plus?: number;
  readonly min?: number;
  readonly max?: number;
  readonly whole?: true;
}
const CHANGES = {
  rateAfterNan: { factor: 0.7, min: 1e-6 },
  smallerBatch: { plus: -1, min: 1, whole: true },
  lessMemory: { factor: 0.85, min: 256, whole: true },
  calmerRate: { factor: 0.8, min: 1e-6 },
  moreSteps: { factor: 1.35, whole: true },
  lowerRate: { factor: 0.75, min: 1e-6 },
  moreCapacity: { plus: 8, max: 128, whole: true },
  cheaperSteps: { factor: 0.85, min: 512, whole: true },
} as const satisfies Record<string, Change>;

const RERUN = 'Change this one setting alone and start again with the same seed and data set.';
const COMPARE = 'Compare both runs with compare-training-runs.';

/** The first that fits counts; the last fits always. A rule whose change would change nothing does not fit. */
export const EXPERIMENTS: readonly ExperimentRule[] = [
  {
    type: 'dataset',
    parameter: 'dataset_curation',
    impact: 'high',
    risk: 'low',
    rationale: 'The data set scores low, and nothing that is set elsewhere makes up for it.',
    plan: [
      'Let auto-improve-dataset show its plan, and apply what you agree with.',
      'Train again with the same settings on the repaired data set.',
      COMPARE,
    ],
    fits: (run) => isWeak(run, 'dataset'),
    current: ({ components }) => components.dataset,
    proposed: () => `a data set score of at least ${BELOW.dataset}`,
  },
  {
    type: 'stability',
    parameter: 'learning_rate',
    impact: 'high',
    risk: 'low',
    rationale: 'The loss became NaN or infinite; a lower learning rate is the usual cure.',
    plan: [
      RERUN,
      'Stop at the first loss that is no number; run-training-with-guardrails does that.',
      COMPARE,
    ],
    fits: (run) =>
      isWeak(run, 'stability') &&
      isNumericallyBroken(run.analyses.quality) &&
      changes(run, 'learning_rate', CHANGES.rateAfterNan),
    ...changeOf('learning_rate', CHANGES.rateAfterNan),
  },
  {
    type: 'memory',
    parameter: 'batch_size',
    impact: 'high',
    risk: 'low',
    rationale: 'The GPU ran out of memory; a smaller batch needs less.',
    plan: [RERUN, 'Watch the memory of the GPU over the first hundred steps.', COMPARE],
    fits: (run) => isShortOfMemory(run) && changes(run, 'batch_size', CHANGES.smallerBatch),
    ...changeOf('batch_size', CHANGES.smallerBatch),
  },
  {
    type: 'memory',
    parameter: 'resolution',
    impact: 'high',
    risk: 'medium',
    rationale: 'The GPU ran out of memory with the smallest batch; smaller images need less.',
    plan: [RERUN, 'Watch the memory of the GPU over the first hundred steps.', COMPARE],
    fits: (run) => isShortOfMemory(run) && changes(run, 'resolution', CHANGES.lessMemory),
    ...changeOf('resolution', CHANGES.lessMemory),
  },
  {
    type: 'stability',
    parameter: 'learning_rate',
    impact: 'high',
    risk: 'low',
    rationale: 'The run is unstable; smaller steps of the optimizer calm it.',
    plan: [RERUN, 'Look whether errors and spikes of the loss become fewer.', COMPARE],
    fits: (run) => isWeak(run, 'stability') && changes(run, 'learning_rate', CHANGES.calmerRate),
    ...changeOf('learning_rate', CHANGES.calmerRate),
  },
  {
    type: 'convergence',
    parameter: 'steps',
    impact: 'medium',
    risk: 'low',
    rationale: 'The loss has not come down far, and the run is short.',
    plan: [
      'Go on from the last checkpoint up to the new number of steps.',
      'Look whether the loss still falls.',
      COMPARE,
    ],
    fits: (run) =>
      isWeak(run, 'convergence') &&
      run.hparams.steps !== null &&
      run.hparams.steps < SHORT_RUN_STEPS &&
      changes(run, 'steps', CHANGES.moreSteps),
    ...changeOf('steps', CHANGES.moreSteps),
  },
  {
    type: 'convergence',
    parameter: 'learning_rate',
    impact: 'medium',
    risk: 'low',
    rationale: 'The loss has not come down far, and the learning rate is high enough to overshoot.',
    plan: [RERUN, 'Look whether the loss falls more evenly.', COMPARE],
    fits: (run) =>
      isWeak(run, 'convergence') &&
      run.hparams.learning_rate !== null &&
      run.hparams.learning_rate > HIGH_LEARNING_RATE,
    ...changeOf('learning_rate', CHANGES.lowerRate),
  },
  {
    type: 'capacity',
    parameter: 'rank',
    impact: 'medium',
    risk: 'medium',
    rationale:
      'The loss has not come down far in a long run; the adapter may be too small for what it is to learn.',
    plan: [RERUN, 'See that samples do not merely repeat the data set.', COMPARE],
    fits: (run) => isWeak(run, 'convergence') && changes(run, 'rank', CHANGES.moreCapacity),
    ...changeOf('rank', CHANGES.moreCapacity),
  },
  {
    type: 'throughput',
    parameter: 'resolution',
    impact: 'medium',
    risk: 'low',
    rationale: 'Steps take long; smaller images make them cheaper.',
    plan: [RERUN, 'Compare iterations per second, and the samples by eye.', COMPARE],
    fits: (run) => isWeak(run, 'speed') && changes(run, 'resolution', CHANGES.cheaperSteps),
    ...changeOf('resolution', CHANGES.cheaperSteps),
  },
  {
    type: 'captioning',
    parameter: 'caption_quality',
    impact: 'medium',
    risk: 'low',
    rationale: 'Captions are short or alike, so the model cannot tell what to learn from them.',
    plan: ['Write fuller and more varied captions.', 'Train again with the same settings and seed.', COMPARE],
    fits: (run) => isWeak(run, 'caption_quality'),
    current: ({ components }) => components.caption_quality,
    proposed: () => `a caption score of at least ${BELOW.caption_quality}`,
  },
  {
    type: 'exploration',
    parameter: 'seeded_eval_prompts',
    impact: 'low',
    risk: 'low',
    rationale: 'Nothing holds this run back; samples of the same prompts and seeds show what to vary next.',
    plan: [
      'Choose five to ten prompts, with fixed seeds, that stand for what the model is to do.',
      'Sample them at each checkpoint.',
      'Keep the checkpoint that does best, and vary one setting from there.',
    ],
    fits: () => true,
    current: () => null,
    proposed: () => 'fixed prompts with fixed seeds at each checkpoint',
  },
];

/** A score that is not known is not weak. */
function isWeak({ components }: EvaluatedRun, part: keyof typeof BELOW): boolean {
  const score = components[part];
  return score !== null && score < BELOW[part];
}

function isShortOfMemory(run: EvaluatedRun): boolean {
  return isWeak(run, 'stability') && run.analyses.errors.category_counts.oom > 0;
}

type NumericParameter = Exclude<keyof Hyperparameters, 'low_vram'>;

function changeOf(parameter: NumericParameter, change: Change): Pick<ExperimentRule, 'current' | 'proposed'> {
  return {
    current: ({ hparams }) => hparams[parameter],
    proposed: ({ hparams }) => changed(hparams[parameter], change),
  };
}

function changes({ hparams }: EvaluatedRun, parameter: NumericParameter, change: Change): boolean {
  const current = hparams[parameter];
  const proposed = changed(current, change);
  if (current === null || typeof proposed === 'string') return true;
  return (change.factor ?? 1) < 1 || (change.plus ?? 0) < 0 ? proposed < current : proposed > current;
}

/** In words when the config does not say what it is now. */
function changed(current: number | null, change: Change): number | string {
  const { factor = 1, plus = 0, min = -Infinity, max = Infinity, whole } = change;
  if (current === null)
    return plus === 0
      ? `${Math.round(100 * factor)} % of what it is now`
      : `${Math.abs(plus)} ${plus < 0 ? 'less' : 'more'} than now`;
  const value = clamped(current * factor + plus, min, max);
  return whole === true ? Math.round(value) : Number(value.toPrecision(6));
}
