import { z } from 'zod';
import { alert } from './alert.js';
import { datasetAnalysis } from './dataset-analysis.js';
import { errorAnalysis, nlpAnalysis, qualityAnalysis, speedAnalysis } from './log-analyses.js';
import { health, skipped } from './statistics.js';

const score = z.number().nullable();

/** Everything that is known of one run. */
export const runReport = z.object({
  job_id: z.string(),
  job_name: z.string(),
  status: z.string(),
  overall_health: health,
  metrics: z.object({
    convergence_score: score,
    speed_mean_iter_per_sec: score,
    speed_last_iter_per_sec: score,
    stability_score: score,
    dataset_quality_score: score,
  }),
  quality_analysis: qualityAnalysis,
  speed_analysis: speedAnalysis,
  error_analysis: errorAnalysis,
  dataset_analysis: z.union([datasetAnalysis, skipped]),
  nlp_analysis: z.union([nlpAnalysis, skipped]),
  alerts: z.array(alert),
  highlights: z.array(z.string()).describe('The first five messages of the alerts'),
  dataset_path: z.string().nullable(),
  warnings: z.array(z.string()).describe('What could not be had of the run'),
});
export type RunReport = z.output<typeof runReport>;

const EVALUATED = ['convergence', 'stability', 'speed', 'dataset', 'caption_quality'] as const;
export const evaluatedPart = z.enum(EVALUATED);
export type EvaluatedPart = z.output<typeof evaluatedPart>;

export const evaluation = z.object({
  overall_score: z.number(),
  grade: z.enum(['A', 'B', 'C', 'D', 'F']),
  passed: z.boolean(),
  pass_threshold: z.number(),
  components: z.record(evaluatedPart, score),
  weights: z
    .partialRecord(evaluatedPart, z.number())
    .describe('Of the parts that could be scored; they add up to 1'),
  diagnostics: z.array(z.string()),
});
export type Evaluation = z.output<typeof evaluation>;
