import { z } from 'zod';
import { clampedInteger, clampedNumber } from '../../arguments/index.js';

/** What a guarded run looks for, how often and for how long. */
export const guardOptions = z.object({
  monitor_seconds: clampedInteger(0, 3_600, 120).describe(
    'How long to watch; 0 starts the job and leaves it alone',
  ),
  poll_interval_seconds: clampedInteger(2, 300, 10),
  stop_on_nan: z.boolean().default(true),
  stop_on_repeated_oom: z.boolean().default(true),
  oom_threshold: clampedInteger(1, 100, 3).describe('How many lines about memory that ran out'),
  stop_on_stalled_progress: z.boolean().default(true),
  stall_window_seconds: clampedInteger(10, 3_600, 120).describe(
    'Counted while the job trains, and only then',
  ),
  min_step_delta: clampedInteger(1, 1_000, 1).describe(
    'Steps within the stall window that count as progress',
  ),
  stop_on_throughput_collapse: z.boolean().default(true),
  throughput_floor_iter_per_sec: clampedNumber(0, 1_000_000, 0.02),
  low_speed_consecutive_polls: clampedInteger(1, 20, 2),
  log_lines: clampedInteger(100, 20_000, 400),
});
export type GuardOptions = z.output<typeof guardOptions>;
