import { DomainError } from '@app/kernel';
import type { Evaluation, EvaluatedPart, QualityAnalysis } from '../contract/index.js';
import type { ComponentScores } from './components.js';
import { gradeOf } from './grade.js';
import { weighted } from './weighted.js';
import { EVALUATION_WEIGHTS, MISSING } from './weights.js';

export const DEFAULT_PASS_THRESHOLD = 70;

/** Below these a part is named among the diagnostics. */
const WEAK_BELOW = { dataset: 70, speed: 50, caption_quality: 65 } as const;
const WEAK_WORDS = { dataset: 'data set', speed: 'speed', caption_quality: 'caption quality' } as const;

/**
 * A run measured against the rubric. Weights stand in place of the usual ones, 0 or more each; that all of them are 0 is
 * `invalid_argument`.
 */
export function evaluate(
  run: { readonly components: ComponentScores; readonly quality: QualityAnalysis },
  passThreshold = DEFAULT_PASS_THRESHOLD,
  rubric: Readonly<Partial<Record<EvaluatedPart, number>>> = {},
): Evaluation {
  const components = run.components;
  const { overall, weights } = weighted(components, weightsOf(rubric), MISSING.evaluation);
  if (Object.values(weights).every((weight) => weight === 0)) throw refused();
  return {
    overall_score: overall,
    grade: gradeOf(overall),
    passed: overall >= passThreshold,
    pass_threshold: passThreshold,
    components: { ...components },
    weights,
    diagnostics: diagnosticsOf(components, run.quality),
  };
}

function weightsOf(rubric: Readonly<Partial<Record<EvaluatedPart, number>>>): Record<EvaluatedPart, number> {
  const weights: Record<EvaluatedPart, number> = { ...EVALUATION_WEIGHTS };
  for (const part of Object.keys(weights) as EvaluatedPart[]) weights[part] = rubric[part] ?? weights[part];
  return weights;
}

function refused(): DomainError {
  const message = 'got weights that leave no scored part to count; give one of them more than 0';
  return new DomainError('invalid_argument', message, { param: 'rubric_weights' });
}

function diagnosticsOf(components: ComponentScores, quality: QualityAnalysis): string[] {
  const parts = Object.keys(WEAK_BELOW) as (keyof typeof WEAK_BELOW)[];
  const weak = parts.flatMap((part) => {
    const [score, bound] = [components[part], WEAK_BELOW[part]];
    return score !== null && score < bound
      ? [`The score of the ${WEAK_WORDS[part]} is ${score}, which is below ${bound}.`]
      : [];
  });
  return [
    ...(quality.status === 'critical'
      ? ['The loss was not a finite number, so the run is not to be trusted.']
      : []),
    ...(quality.trend === 'regressing' ? ['The loss went up from the first sample to the last.'] : []),
    ...weak,
  ];
}
