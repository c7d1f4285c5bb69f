import { z } from 'zod';
import {
  alert,
  datasetAnalysis,
  health,
  nlpAnalysis,
  qualityAnalysis,
  severity,
  skipped,
  speedAnalysis,
} from '../../contract/index.js';
import { machineFigures } from '../../jobs/index.js';
import { timeSeriesSummary } from '../../scores/index.js';
import { configContext, datasetResolution } from '../../runs/index.js';

const known = z.number().nullable();
const captionLanguage = nlpAnalysis.pick({ caption_token_diversity: true, style_flags: true });

const point = z.object({
  timestamp: z.string(),
  elapsed_seconds: z.number(),
  status: z.string(),
  current_step: z.int(),
  total_steps: z.int().nullable(),
  progress_pct: known,
  iter_per_sec: known.describe('Of the last sample'),
  speed_status: speedAnalysis.shape.status,
  loss_last: known,
  quality_status: qualityAnalysis.shape.status,
  error_severity: severity,
  error_mentions: z.int(),
  overall_health: health,
  alert_count: z.int(),
  alert_max_severity: severity,
  ...machineFigures.partial().shape,
  alerts: z.array(alert).optional(),
  nlp: captionLanguage.optional(),
  raw_log_excerpt: z.array(z.string()).optional(),
});
export type Point = z.output<typeof point>;

export const timeSeries = z.object({
  job_id: z.string(),
  generated_at: z.string(),
  window: z.object({
    duration_seconds_requested: z.number(),
    poll_interval_seconds: z.number(),
    points_collected: z.int(),
    elapsed_seconds_actual: z.number(),
    truncated: z.boolean().describe('Whether the call had to answer before the duration was over'),
    failed_polls: z.int().describe('Polls at which the backend could not be asked'),
    excerpts_dropped: z.int().describe('Points whose excerpt was left out, as all together were too long'),
  }),
  config_context: configContext,
  dataset_context: datasetResolution.extend({ dataset_analysis: z.union([datasetAnalysis, skipped]) }),
  summary: timeSeriesSummary,
  nlp_summary: z.union([
    z.object({
      style_flag_counts: z.partialRecord(captionLanguage.shape.style_flags.element, z.int()),
      caption_token_diversity_mean: known,
    }),
    skipped,
  ]),
  points: z.array(point),
  final_status: z.string(),
});
export type TimeSeries = z.output<typeof timeSeries>;
