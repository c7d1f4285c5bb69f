import type { Tool } from '@app/tool-server';
import { guardedRunTool, type GuardedRunParts } from './tools/guarded-run.js';
import { timeSeriesTool } from './tools/time-series.js';
import type { TimeSeriesParts } from './tools/time-series-call.js';

export type WatchToolParts = GuardedRunParts & TimeSeriesParts;

/** watchTools start runs under guard and look at runs over time. */
export function watchTools(parts: WatchToolParts): readonly Tool[] {
  return [guardedRunTool(parts), timeSeriesTool(parts)];
}
