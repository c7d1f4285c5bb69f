import type { Progress } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger } from '../../arguments/index.js';
import type { Timer } from '../../jobs/index.js';
import type { EvidenceParts } from '../../runs/index.js';

export interface TimeSeriesParts extends EvidenceParts {
  readonly timer: Timer;
  /** A call answers before it has taken so long; no limit when undefined. */
  readonly callWaitSeconds?: number | undefined;
}

export const timeSeriesInput = z.object({
  job_id: z.string().min(1).max(200),
  duration_seconds: clampedInteger(0, 7_200, 120).describe('0 gives exactly one point'),
  poll_interval_seconds: clampedInteger(2, 300, 10),
  log_lines: clampedInteger(100, 20_000, 400),
  include_system: z.boolean().default(true),
  include_alerts: z.boolean().default(true),
  include_dataset: z.boolean().default(false),
  include_nlp: z.boolean().default(false),
  dataset_path: z.string().min(1).max(4_096).optional(),
  config_name: z.string().min(1).max(200).optional(),
  stop_on_terminal_status: z.boolean().default(true),
  include_raw_log_excerpt: z.boolean().default(false),
  excerpt_lines: clampedInteger(10, 1_000, 80),
  max_dataset_files: clampedInteger(100, 20_000, 2_000),
});
export type TimeSeriesArguments = z.output<typeof timeSeriesInput>;

export interface Call {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}
