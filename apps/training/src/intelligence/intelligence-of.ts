import type { Alert, Evaluation } from '../contract/index.js';
import { overallHealth } from '../alerts/index.js';
import {
  clamped,
  componentScores,
  DEFAULT_PASS_THRESHOLD,
  INTELLIGENCE_WEIGHTS,
  MISSING,
  hundredths,
  speedCurveOf,
  weighted,
  type Analyses,
  type ComponentScores,
  type RunProfile,
} from '../scores/index.js';
import { bottlenecksOf } from './bottlenecks.js';
import { gatesOf } from './decision-gates.js';
import type { Intelligence } from './intelligence.js';
import { recommendationsFor } from './recommendations.js';
import { thresholdsOf } from './thresholds.js';

const CONFIDENCE = { base: 0.35, perScore: 0.12, atMost: 0.95 } as const;

/** What all that is known of a run means: what holds it back, what to do, what may be done with it. */
export function intelligenceOf(run: {
  readonly analyses: Analyses;
  readonly alerts: readonly Alert[];
  readonly profile: RunProfile;
  /** Undefined when it was not evaluated. */
  readonly evaluation: Evaluation | undefined;
  readonly passThreshold?: number;
}): Intelligence {
  const { analyses, alerts, profile, evaluation } = run;
  const curve = speedCurveOf(profile.model_family, profile.run_class);
  const thresholds = thresholdsOf(profile.model_family, profile.run_class);
  const components = componentScores(analyses, alerts, curve);
  const { overall, weights } = weighted(components, INTELLIGENCE_WEIGHTS, MISSING.intelligence);
  const bottlenecks = bottlenecksOf({ analyses, components, thresholds }, alerts);
  const judged = { overall, bottlenecks, alerts, thresholds, passed: evaluation?.passed };
  const passThreshold = run.passThreshold ?? evaluation?.pass_threshold ?? DEFAULT_PASS_THRESHOLD;
  return {
    scores: { overall, components: { ...components }, weights, ...components },
    bottlenecks,
    recommendations: recommendationsFor(bottlenecks),
    decision_gates: gatesOf({ ...judged, health: overallHealth(alerts) }),
    thresholds: { ...thresholds, pass_threshold: passThreshold },
    context: { ...profile, speed_curve_thresholds: curve },
    confidence: confidenceOf(components),
  };
}

/** The more parts could be scored, the surer. */
function confidenceOf(components: ComponentScores): number {
  const known = Object.values(components).filter((score) => score !== null).length;
  const { base, perScore, atMost } = CONFIDENCE;
  return hundredths(clamped(base + perScore * known, base, atMost));
}
