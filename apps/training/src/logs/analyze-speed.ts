import type { SpeedAnalysis } from '../contract/index.js';
import { mean, rounded, statisticsOf } from '../statistics/index.js';
import type { LogLine } from './log-line.js';
import { pointSpeeds } from './point-speeds.js';
import type { RunEvidence } from './run-evidence.js';
import { type SpeedSample, speedsIn } from './speeds-in.js';
import { stepLines } from './step-lines.js';
import { DECIMALS, THRESHOLDS } from './thresholds.js';

interface SpeedEvidence extends RunEvidence {
  readonly speedString: string;
  readonly status: string;
}

interface Samples {
  readonly source: SpeedAnalysis['source'];
  readonly speeds: readonly number[];
  readonly written: readonly SpeedSample[];
}

/**
 * analyzeSpeed takes the speed by the clock of the loss points; without them what the log says of it, with the backend's
 * own word as the last sample. Of a job that waits, that word is left from an earlier run and does not count.
 */
export function analyzeSpeed(evidence: SpeedEvidence): SpeedAnalysis {
  const { source, speeds, written } = samplesOf(evidence);
  const hits = (unit: SpeedSample['unit']) => written.filter((each) => each.unit === unit).length;
  return {
    iter_per_sec: statisticsOf(speeds),
    ...trendOf(speeds),
    status: statusOf(speeds),
    status_speed_string: evidence.speedString === '' ? null : evidence.speedString,
    source,
    source_hits: {
      it_per_sec: hits('it_per_sec'),
      sec_per_it: hits('sec_per_it'),
      ms_per_it: hits('ms_per_it'),
    },
  };
}

function samplesOf(evidence: SpeedEvidence): Samples {
  const byClock = pointSpeeds(evidence.points);
  if (byClock.length > 0) return { source: 'loss_endpoint', speeds: byClock, written: [] };
  const logged = stepLines(evidence).flatMap(speedsOf);
  const ofStatus = evidence.status === 'queued' ? [] : speedsIn(evidence.speedString);
  const written = [...logged, ...ofStatus];
  const source = logged.length > 0 ? 'log' : ofStatus.length > 0 ? 'status' : 'none';
  return { source, speeds: written.map((each) => each.itPerSec), written };
}

function speedsOf(line: LogLine): readonly SpeedSample[] {
  if (line.kind === 'text') return speedsIn(line.text);
  return line.bar.speed === undefined ? [] : [line.bar.speed];
}

function trendOf(speeds: readonly number[]): Pick<SpeedAnalysis, 'trend' | 'trend_delta_pct'> {
  const { trendSamples, trendPct } = THRESHOLDS.speed;
  const half = Math.floor(speeds.length / 2);
  const before = mean(speeds.slice(0, half));
  const percent = ((mean(speeds.slice(half)) - before) / before) * 100;
  if (speeds.length < trendSamples || !Number.isFinite(percent))
    return { trend: 'unknown', trend_delta_pct: null };
  const trend = percent > trendPct ? 'speeding_up' : percent < -trendPct ? 'slowing_down' : 'stable';
  return { trend, trend_delta_pct: rounded(percent, DECIMALS.percent) };
}

function statusOf(speeds: readonly number[]): SpeedAnalysis['status'] {
  if (speeds.length === 0) return 'unknown';
  const average = mean(speeds);
  if (average < THRESHOLDS.speed.criticalBelow) return 'critical';
  return average < THRESHOLDS.speed.slowBelow ? 'slow' : 'healthy';
}
