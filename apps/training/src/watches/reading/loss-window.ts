import type { LossPoint } from '../../backend/index.js';

/** The first point of a run is that of step 0. */
export const BEFORE_ALL = -1;

/** LossWindow keeps the newest loss points of a run, and counts those without a number among all that it was shown. */
export class LossWindow {
  private kept: LossPoint[] = [];
  private empty = 0;

  /** `since` is the step behind which all points count; without it only the last ones do. `most` are kept. */
  constructor(
    private readonly since: number | undefined,
    private readonly most: number,
  ) {}

  get points(): readonly LossPoint[] {
    return this.kept;
  }

  /** How many were null: a loss that was no number. */
  get missing(): number {
    return this.empty;
  }

  /** The step behind which new points are to be asked for, when the run is at `step`. */
  after(step: number): number {
    return this.kept.at(-1)?.step ?? this.since ?? Math.max(BEFORE_ALL, step - this.most);
  }

  add(points: readonly LossPoint[], after: number): void {
    const fresh = points.filter(({ step }) => step > after);
    this.empty += fresh.filter(({ value }) => value === null).length;
    this.kept = [...this.kept, ...fresh].slice(-this.most);
  }

  forget(): void {
    this.kept = [];
    this.empty = 0;
  }
}
