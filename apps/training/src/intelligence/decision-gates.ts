import type { Alert, Health } from '../contract/index.js';
import type { Bottleneck, BottleneckCode } from './bottleneck-shape.js';
import type { DecisionGates } from './intelligence.js';
import type { AdaptiveThresholds } from './thresholds.js';

const STOPPING: readonly BottleneckCode[] = ['QUALITY_NUMERICAL', 'QUALITY_CRITICAL', 'ERROR_CRITICAL'];
const DATASET_TROUBLE: readonly BottleneckCode[] = ['DATASET_UNRESOLVED', 'DATASET_QUALITY_LOW'];
const CAPTION_TROUBLE: readonly BottleneckCode[] = ['CAPTION_QUALITY_LOW'];

/** What may be done with a run, and what must be done first. */
export function gatesOf(run: {
  readonly overall: number;
  readonly bottlenecks: readonly Bottleneck[];
  readonly alerts: readonly Alert[];
  readonly health: Health;
  readonly thresholds: AdaptiveThresholds;
  /** Undefined when it was not evaluated. */
  readonly passed: boolean | undefined;
}): DecisionGates {
  const has = (codes: readonly BottleneckCode[]) => run.bottlenecks.some(({ code }) => codes.includes(code));
  const isAlarming = run.health === 'critical' || run.alerts.some(({ severity }) => severity === 'critical');
  const mustStop = has(STOPPING);
  const isReady = run.overall >= run.thresholds.ready_overall_min && !mustStop && !isAlarming;
  const isSafe = isReady && run.overall >= run.thresholds.safe_export_overall_min && run.passed !== false;
  return {
    ready_for_long_run: isReady,
    requires_immediate_stop: mustStop,
    requires_dataset_repair: has(DATASET_TROUBLE),
    requires_caption_repair: has(CAPTION_TROUBLE),
    safe_to_export: isSafe,
    ready_for_release: isSafe,
  };
}
