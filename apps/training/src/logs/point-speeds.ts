import type { LossPoint } from '../backend/index.js';
import { median } from '../statistics/index.js';
import { THRESHOLDS } from './thresholds.js';

/**
 * pointSpeeds are iterations per second between loss points that follow one another, by the clock.
 *
 * Steps or clocks that go back are left out. So are pauses, for samples, saves and resumes: gaps that take more than four
 * times the median per step while the gaps before and after do not. Two slow gaps in a row are no pause: the run is slow.
 */
export function pointSpeeds(points: readonly LossPoint[]): readonly number[] {
  const perStep = points.flatMap((point, at) => {
    const previous = points[at - 1];
    const seconds = previous === undefined ? Number.NaN : secondsPerStep(previous, point);
    return Number.isFinite(seconds) && seconds > 0 ? [seconds] : [];
  });
  const limit = THRESHOLDS.speed.pauseFactor * median(perStep);
  const slow = (seconds: number | undefined) => seconds !== undefined && seconds > limit;
  return perStep
    .filter((seconds, at) => !slow(seconds) || slow(perStep[at - 1]) || slow(perStep[at + 1]))
    .map((seconds) => 1 / seconds)
    .filter(Number.isFinite);
}

function secondsPerStep(from: LossPoint, to: LossPoint): number {
  const steps = to.step - from.step;
  return steps > 0 ? (to.wallTime - from.wallTime) / steps : Number.NaN;
}
