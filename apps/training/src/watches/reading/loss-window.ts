import type { LossPoint } from '../../backend/index.js';

const MOST_POINTS = 2_000;

/** LossWindow keeps the newest loss points of a run, and counts those without a number among all that it was shown. */
export class LossWindow {
  private kept: LossPoint[] = [];
  private empty = 0;

  /** `since` is the last step of earlier runs, whose points are no news. */
  constructor(private readonly since: number) {}

  get points(): readonly LossPoint[] {
    return this.kept;
  }

  /** How many were null: a loss that was no number. */
  get missing(): number {
    return this.empty;
  }

  /** The step behind which new points are to be asked for, when the run is at `step`. */
  after(step: number): number {
    return this.kept.at(-1)?.step ?? Math.max(this.since, step - MOST_POINTS);
  }

  add(points: readonly LossPoint[], after: number): void {
    const fresh = points.filter(({ step }) => step > after);
    this.empty += fresh.filter(({ value }) => value === null).length;
    this.kept = [...this.kept, ...fresh].slice(-MOST_POINTS);
  }

  forget(): void {
    this.kept = [];
    this.empty = 0;
  }
}
