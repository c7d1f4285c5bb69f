import type { EvaluatedPart, Evaluation } from '../../contract/index.js';
import { nextExperiment, type NextExperiment } from '../../experiments/index.js';
import { evaluate } from '../../scores/index.js';
import type { RunEvidence } from './run-evidence.js';

/** A run measured against the rubric, with what could not be had of it among the diagnostics; throws as evaluate does. */
export function evaluateRun(
  { components, analyses, warnings }: RunEvidence,
  passThreshold: number,
  rubric?: Readonly<Partial<Record<EvaluatedPart, number>>>,
): Evaluation {
  const result = evaluate({ components, quality: analyses.quality }, passThreshold, rubric);
  return { ...result, diagnostics: [...warnings, ...result.diagnostics] };
}

export function nextExperimentAfter({ components, analyses, profile }: RunEvidence): NextExperiment {
  return nextExperiment({ components, analyses, hparams: profile.hparams });
}
