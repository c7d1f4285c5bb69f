import { z } from 'zod';

export const BOTTLENECK_CODES = [
  'QUALITY_NUMERICAL',
  'QUALITY_CRITICAL',
  'QUALITY_REGRESSION',
  'THROUGHPUT_LOW',
  'ERROR_CRITICAL',
  'ERROR_WARNING',
  'DATASET_UNRESOLVED',
  'DATASET_QUALITY_LOW',
  'CAPTION_QUALITY_LOW',
] as const;
export type BottleneckCode = (typeof BOTTLENECK_CODES)[number];

const fact = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

export const bottleneck = z.object({
  code: z.enum(BOTTLENECK_CODES),
  severity: z.enum(['warning', 'critical']),
  message: z.string(),
  evidence: z.record(z.string(), fact),
  confidence: z.number(),
  confidence_source: z
    .enum(['alert_category_max', 'severity_default'])
    .describe('The highest confidence among the alerts of this kind, or the usual one of this severity'),
});
export type Bottleneck = z.output<typeof bottleneck>;
export type Finding = Omit<Bottleneck, 'confidence' | 'confidence_source'>;
