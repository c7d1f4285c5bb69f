import type { QualityAnalysis } from '../contract/index.js';
import { median, rounded, statisticsOf } from '../statistics/index.js';
import { INFINITE, NOT_A_NUMBER } from './error-patterns.js';
import { lossIn } from './loss-in.js';
import type { RunEvidence } from './run-evidence.js';
import { stepLines } from './step-lines.js';
import { DECIMALS, THRESHOLDS } from './thresholds.js';
import { told } from './told.js';

type Trend = QualityAnalysis['trend'];
type Counts = Pick<QualityAnalysis, 'nan_count' | 'inf_count'>;

/** analyzeQuality reads the course of the loss, from the loss points when there are any, else from the log. */
export function analyzeQuality(evidence: RunEvidence): QualityAnalysis {
  const counts = countsOf(evidence);
  const fromPoints = evidence.points.length > 0;
  const raw = fromPoints ? lossesOfPoints(evidence) : lossesOfLines(evidence);
  // The trainer goes on with 0 in place of a loss that is no number.
  const losses = counts.nan_count > 0 ? raw.filter((loss) => loss !== 0) : raw;
  const improvement = improvementPct(losses);
  const trend = trendOf(improvement, losses.length);
  return {
    loss: statisticsOf(losses),
    improvement_pct: improvement === null ? null : rounded(improvement, DECIMALS.percent),
    trend,
    ...counts,
    flags: flagsOf(losses, counts),
    status: statusOf(trend, counts),
    source: fromPoints ? 'loss_endpoint' : losses.length > 0 ? 'log' : 'none',
  };
}

function lossesOfPoints({ points }: RunEvidence): number[] {
  return points.flatMap(({ value }) => (value !== null && Number.isFinite(value) ? [value] : []));
}

function lossesOfLines(evidence: RunEvidence): number[] {
  return stepLines(evidence).flatMap((line) => {
    const loss = lossIn(line.kind === 'text' ? line.text : line.bar.postfix);
    return loss === undefined ? [] : [loss];
  });
}

/** A loss that is no number is a line of the log and an empty point at once, so the two are not added. */
function countsOf({ lines, points }: RunEvidence): Counts {
  const texts = lines.map(told);
  const emptyPoints = points.filter(({ value }) => value === null || Number.isNaN(value)).length;
  return {
    nan_count: Math.max(texts.filter((text) => NOT_A_NUMBER.test(text)).length, emptyPoints),
    inf_count: texts.filter((text) => INFINITE.test(text)).length,
  };
}

function improvementPct(losses: readonly number[]): number | null {
  const [first] = losses;
  const last = losses.at(-1);
  if (first === undefined || last === undefined || first === 0) return null;
  const percent = ((first - last) / Math.abs(first)) * 100;
  return Number.isFinite(percent) ? percent : null;
}

function trendOf(improvement: number | null, samples: number): Trend {
  if (improvement === null || samples < 2) return 'unknown';
  if (improvement > THRESHOLDS.loss.trendPct) return 'improving';
  return improvement < -THRESHOLDS.loss.trendPct ? 'regressing' : 'flat';
}

function flagsOf(losses: readonly number[], { nan_count, inf_count }: Counts): QualityAnalysis['flags'] {
  const flags: QualityAnalysis['flags'] = [];
  if (nan_count > 0) flags.push('loss_nan_detected');
  if (inf_count > 0) flags.push('loss_inf_detected');
  if (losses.length === 0) flags.push('no_loss_values_detected');
  else if (hasSpikes(losses)) flags.push('loss_spikes_detected');
  return flags;
}

function hasSpikes(losses: readonly number[]): boolean {
  const usual = median(losses);
  return usual > 0 && losses.some((loss) => loss > THRESHOLDS.loss.spikeFactor * usual);
}

function statusOf(trend: Trend, { nan_count, inf_count }: Counts): QualityAnalysis['status'] {
  if (nan_count > 0 || inf_count > 0) return 'critical';
  if (trend === 'regressing') return 'warning';
  return trend === 'unknown' ? 'unknown' : 'healthy';
}
