import { z } from 'zod';

/** Everything that an alert can say has one stable code. */
export const ALERT_CODES = [
  'LOG_ERRORS_CRITICAL',
  'LOG_ERRORS_PRESENT',
  'LOSS_CRITICAL',
  'LOSS_REGRESSING',
  'SPEED_CRITICAL',
  'SPEED_SLOW',
  'DATASET_MISSING',
  'DATASET_LOW_CAPTION_COVERAGE',
  'DATASET_DUPLICATES',
  'DATASET_CORRUPT_IMAGES',
  'CAPTION_LOW_DIVERSITY',
  'CAPTION_TOO_SHORT',
] as const;
const ALERT_CATEGORIES = ['errors', 'quality', 'speed', 'dataset', 'nlp'] as const;

export const alert = z.object({
  code: z.enum(ALERT_CODES),
  severity: z.enum(['warning', 'critical']),
  category: z.enum(ALERT_CATEGORIES),
  message: z.string(),
  confidence: z.number(),
});
export type Alert = z.output<typeof alert>;
export type AlertCode = Alert['code'];
export type AlertCategory = Alert['category'];
