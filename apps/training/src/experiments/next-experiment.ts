import type { EvaluatedRun } from './evaluated-run.js';
import { EXPERIMENTS, type ExperimentRule } from './experiment-table.js';
import type { NextExperiment } from './experiment-shape.js';

/** The one change that is worth trying next: the first rule of the table that fits. */
export function nextExperiment(run: EvaluatedRun): NextExperiment {
  const rule = EXPERIMENTS.find(({ fits }) => fits(run));
  if (rule === undefined) throw new Error('the last rule of the table fits every run');
  return experimentBy(rule, run);
}

function experimentBy(rule: ExperimentRule, run: EvaluatedRun): NextExperiment {
  const { type, parameter, impact, risk, rationale, plan } = rule;
  return {
    recommendation_type: type,
    parameter,
    current: rule.current(run),
    proposed: rule.proposed(run),
    expected_impact: impact,
    risk_level: risk,
    rationale,
    validation_plan: [...plan],
  };
}
