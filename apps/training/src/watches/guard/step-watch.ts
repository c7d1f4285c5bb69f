import type { Sight } from './sight.js';

interface Mark {
  readonly step: number;
  readonly at: number;
}

/** StepWatch knows for how long a training that should make steps has made none, or too few of them. */
export class StepWatch {
  /** Where the last sufficient progress was. */
  private progress: Mark | undefined;
  /** Where the last step was. */
  private newest: Mark | undefined;
  private seen: Mark | undefined;
  moved = false;

  constructor(private readonly leastGain: number) {}

  look({ stage, step, at }: Sight): void {
    const now = { step, at };
    this.moved = this.seen !== undefined && step !== this.seen.step;
    this.seen = now;
    const idle = stage !== 'training' || this.progress === undefined || step < this.progress.step;
    if (idle || this.moved) this.newest = now;
    if (idle || this.gained >= this.leastGain) this.progress = now;
  }

  forget(): void {
    this.progress = undefined;
    this.newest = undefined;
    this.seen = undefined;
    this.moved = false;
  }

  get step(): number {
    return this.seen?.step ?? 0;
  }

  get gained(): number {
    return this.progress === undefined ? 0 : this.step - this.progress.step;
  }

  get secondsStill(): number {
    return this.since(this.progress);
  }

  get secondsSinceStep(): number {
    return this.since(this.newest);
  }

  private since(mark: Mark | undefined): number {
    return mark === undefined || this.seen === undefined ? 0 : this.seen.at - mark.at;
  }
}
