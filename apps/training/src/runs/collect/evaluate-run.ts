import type { EvaluatedPart, Evaluation } from '../../contract/index.js';
import { nextExperiment, type NextExperiment } from '../../experiments/index.js';
import { evaluate } from '../../scores/index.js';
import type { RunEvidence } from './run-evidence.js';

/** A run measured against the rubric; throws as evaluate does. */
export function evaluateRun(
  { components, analyses }: RunEvidence,
  passThreshold: number,
  rubric?: Readonly<Partial<Record<EvaluatedPart, number>>>,
): Evaluation {
  return evaluate({ components, quality: analyses.quality }, passThreshold, rubric);
}

export function nextExperimentAfter({ components, analyses, profile }: RunEvidence): NextExperiment {
  return nextExperiment({ components, analyses, hparams: profile.hparams });
}
