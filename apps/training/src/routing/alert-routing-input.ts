import { z } from 'zod';
import { clampedInteger, clampedNumber } from '../arguments/index.js';
import { routedAlerts, routedSeverity } from './routed-alert.js';

const WEEK = 7 * 24 * 3_600;
const RETRIED = [408, 409, 425, 429, 500, 502, 503, 504];
const isStatus = (code: unknown) => Number.isInteger(code) && Number(code) >= 100 && Number(code) <= 599;

/** What is no status is left out; what is no list becomes the default. */
const statusCodes = z
  .preprocess(
    (given) => (Array.isArray(given) ? [...new Set(given.map(Number))].filter(isStatus) : RETRIED),
    z.array(z.int().min(100).max(599)),
  )
  .default(RETRIED);

export const alertRoutingInput = z.object({
  job_id: z.string().min(1).max(256).optional().describe('Routes what its log shows now'),
  alerts: routedAlerts.optional().describe('In place of job_id'),
  sink: z.enum(['file', 'webhook']).default('file'),
  destination: z
    .string()
    .min(1)
    .max(4_096)
    .optional()
    .describe('A .jsonl file in the outputs, or the URL of a webhook that the server allows'),
  min_severity: routedSeverity.default('warning'),
  lines: clampedInteger(100, 20_000, 500),
  include_context: z.boolean().default(true),
  state_path: z.string().min(1).max(4_096).optional().describe('A .json file of its own for what was routed'),
  dedupe_window_seconds: clampedNumber(0, WEEK, 900),
  rate_limit_window_seconds: clampedNumber(1, WEEK, 900),
  max_alerts_per_window: clampedInteger(0, 100_000, 50).describe('0 is no limit'),
  webhook_retry_attempts: clampedInteger(1, 10, 3),
  webhook_backoff_ms: clampedInteger(0, 60_000, 500),
  webhook_backoff_multiplier: clampedNumber(1, 10, 2),
  webhook_timeout_seconds: clampedNumber(1, 300, 15),
  webhook_retry_status_codes: statusCodes,
});
export type AlertRoutingInput = z.output<typeof alertRoutingInput>;
