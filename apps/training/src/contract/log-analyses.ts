import { z } from 'zod';
import { severity, statistics, termCount } from './statistics.js';

export const speedAnalysis = z.object({
  iter_per_sec: statistics,
  trend: z.enum(['speeding_up', 'slowing_down', 'stable', 'unknown']),
  trend_delta_pct: z.number().nullable(),
  status: z.enum(['critical', 'slow', 'healthy', 'unknown']),
  status_speed_string: z.string().nullable().describe("The backend's own word for the speed"),
  source: z.enum(['loss_endpoint', 'log', 'status', 'none']),
  source_hits: z.object({ it_per_sec: z.int(), sec_per_it: z.int(), ms_per_it: z.int() }),
});
export type SpeedAnalysis = z.output<typeof speedAnalysis>;

export const qualityAnalysis = z.object({
  loss: statistics,
  improvement_pct: z.number().nullable(),
  trend: z.enum(['improving', 'regressing', 'flat', 'unknown']),
  nan_count: z.int(),
  inf_count: z.int(),
  flags: z.array(
    z.enum(['loss_nan_detected', 'loss_inf_detected', 'no_loss_values_detected', 'loss_spikes_detected']),
  ),
  status: z.enum(['critical', 'warning', 'healthy', 'unknown']),
  source: z.enum(['loss_endpoint', 'log', 'none']),
});
export type QualityAnalysis = z.output<typeof qualityAnalysis>;

export const ERROR_CATEGORIES = ['oom', 'traceback', 'io', 'network', 'numerical', 'generic_error'] as const;
const errorCategory = z.enum(ERROR_CATEGORIES);
export type ErrorCategory = z.output<typeof errorCategory>;

export const errorAnalysis = z.object({
  category_counts: z.record(errorCategory, z.int()),
  sample_lines: z.partialRecord(errorCategory, z.array(z.string())).describe('Up to three of each'),
  total_mentions: z.int(),
  dominant_category: errorCategory.nullable(),
  severity,
});
export type ErrorAnalysis = z.output<typeof errorAnalysis>;

export const nlpAnalysis = z.object({
  log_top_terms: z.array(termCount),
  caption_top_terms: z.array(termCount),
  caption_token_count: z.int(),
  caption_vocabulary_size: z.int(),
  caption_token_diversity: z.number().nullable(),
  caption_ascii_ratio: z.number().nullable(),
  style_flags: z.array(z.enum(['caption_vocabulary_low_diversity', 'captions_too_short'])),
});
export type NlpAnalysis = z.output<typeof nlpAnalysis>;
