import { z } from 'zod';
import { evaluatedPart } from '../contract/index.js';
import { runProfile, speedCurve } from '../scores/index.js';
import { bottleneck, BOTTLENECK_CODES } from './bottleneck-shape.js';
import { adaptiveThresholds } from './thresholds.js';

const score = z.number().nullable();

const recommendation = z.object({
  priority: z.enum(['warning', 'critical']).describe('The severity of what it is for'),
  for: z.enum(BOTTLENECK_CODES),
  title: z.string(),
  action: z.string(),
});
export type Recommendation = z.output<typeof recommendation>;

const decisionGates = z.object({
  ready_for_long_run: z.boolean(),
  requires_immediate_stop: z.boolean(),
  requires_dataset_repair: z.boolean(),
  requires_caption_repair: z.boolean(),
  safe_to_export: z.boolean(),
  ready_for_release: z.boolean().describe('The same as safe_to_export'),
});
export type DecisionGates = z.output<typeof decisionGates>;

export const intelligence = z.object({
  scores: z.object({
    overall: z.number(),
    components: z.record(evaluatedPart, score),
    weights: z.partialRecord(evaluatedPart, z.number()),
    convergence: score,
    stability: score,
    speed: score,
    dataset: score,
    caption_quality: score,
  }),
  bottlenecks: z.array(bottleneck),
  recommendations: z.array(recommendation),
  decision_gates: decisionGates,
  thresholds: adaptiveThresholds.extend({ pass_threshold: z.number() }),
  context: runProfile.extend({ speed_curve_thresholds: speedCurve }),
  confidence: z.number(),
});
export type Intelligence = z.output<typeof intelligence>;
