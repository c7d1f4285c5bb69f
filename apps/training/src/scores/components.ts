import type {
  Alert,
  DatasetAnalysis,
  ErrorAnalysis,
  EvaluatedPart,
  NlpAnalysis,
  QualityAnalysis,
  SpeedAnalysis,
} from '../contract/index.js';
import { captionScore } from './caption-score.js';
import { convergenceScore } from './convergence-score.js';
import { datasetScore } from './dataset-score.js';
import { speedScore, type SpeedCurve } from './speed-curve.js';
import { stabilityScore } from './stability-score.js';

/** The analyses of one run; those that were not asked for are undefined. */
export interface Analyses {
  readonly quality: QualityAnalysis;
  readonly speed: SpeedAnalysis;
  readonly errors: ErrorAnalysis;
  readonly dataset: DatasetAnalysis | undefined;
  readonly nlp: NlpAnalysis | undefined;
}

/** Scores of 0 to 100; null is not known. */
export type ComponentScores = Readonly<Record<EvaluatedPart, number | null>>;

export function componentScores(run: Analyses, alerts: readonly Alert[], curve: SpeedCurve): ComponentScores {
  return {
    convergence: convergenceScore(run.quality),
    stability: stabilityScore({ ...run, alerts }),
    speed: speedScore(run.speed.iter_per_sec.mean, curve),
    dataset: run.dataset === undefined ? null : datasetScore(run.dataset),
    caption_quality: run.nlp === undefined ? null : captionScore(run.nlp),
  };
}
