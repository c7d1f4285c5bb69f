import type { Alert, ErrorAnalysis, QualityAnalysis } from '../contract/index.js';
import { isNumericallyBroken } from './convergence-score.js';
import { clamped, hundredths } from './points.js';

/** What is taken from 100; `none` and the like take nothing. */
const STABILITY = {
  errors: { critical: 45, warning: 20, info: 0, none: 0 },
  mention: 2,
  mentionsAtMost: 30,
  quality: { critical: 40, warning: 15, healthy: 0, unknown: 0 },
  numericallyBrokenAtMost: 10,
  spikes: 10,
  alert: { critical: 10, warning: 3 },
} as const;

/** How free a run is of errors and alarms, 0 to 100. */
export function stabilityScore(run: {
  readonly errors: ErrorAnalysis;
  readonly quality: QualityAnalysis;
  readonly alerts: readonly Alert[];
}): number {
  const { errors, quality, alerts } = run;
  const mentions = Math.min(STABILITY.mentionsAtMost, STABILITY.mention * errors.total_mentions);
  const sound = 100 - STABILITY.errors[errors.severity] - mentions - STABILITY.quality[quality.status];
  const cap = isNumericallyBroken(quality) ? STABILITY.numericallyBrokenAtMost : 100;
  const spikes = quality.flags.includes('loss_spikes_detected') ? STABILITY.spikes : 0;
  const alarms = alerts.reduce((sum, { severity }) => sum + STABILITY.alert[severity], 0);
  return hundredths(clamped(Math.min(cap, sound) - spikes - alarms, 0, 100));
}
