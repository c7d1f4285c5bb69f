import { tool, type Progress, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger, indented } from '../../arguments/index.js';
import type { Timer } from '../../jobs/index.js';
import type { EvidenceParts } from '../../runs/index.js';
import { SeriesCall } from './series-call.js';
import { timeSeries } from './time-series-output.js';

export interface TimeSeriesParts extends EvidenceParts {
  readonly timer: Timer;
  /** A call answers before it has taken so long; no limit when undefined. */
  readonly callWaitSeconds?: number | undefined;
}

const input = z.object({
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
export type TimeSeriesArguments = z.output<typeof input>;

export interface Call {
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

export function timeSeriesTool(parts: TimeSeriesParts): Tool {
  return tool({
    name: 'watch-training-timeseries',
    title: 'Watch a training over time',
    description:
      'Looks at a job again and again for a while, and returns a point for each look: step, speed, loss, alerts and the ' +
      'figures of the machine, with a summary. It changes nothing.',
    input,
    output: timeSeries,
    annotations: { readOnlyHint: true, openWorldHint: true },
    text: indented,
    run: (args, signal, progress) => new SeriesCall(parts, args, { signal, progress }).run(),
  });
}
