import type { QualityAnalysis } from '../contract/index.js';
import { clamped, hundredths } from './points.js';

const CONVERGENCE = { unchanged: 50, perPercent: 0.5, countedPercent: 60, spikes: 20 } as const;

/** How well the loss came down, 0 to 100; null when no loss was seen. */
export function convergenceScore(quality: QualityAnalysis): number | null {
  if (isNumericallyBroken(quality)) return 0;
  if (quality.loss.count === 0) return null;
  const { unchanged, perPercent, countedPercent, spikes } = CONVERGENCE;
  const gain = perPercent * clamped(quality.improvement_pct ?? 0, -countedPercent, countedPercent);
  const loss = quality.flags.includes('loss_spikes_detected') ? spikes : 0;
  return hundredths(clamped(unchanged + gain - loss, 0, 100));
}

/** Whether the loss was NaN or infinite. */
export function isNumericallyBroken({ nan_count, inf_count }: QualityAnalysis): boolean {
  return nan_count > 0 || inf_count > 0;
}
