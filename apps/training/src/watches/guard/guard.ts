import type { GuardOptions } from './guard-options.js';
import { guardrailOf, type Guardrail } from './guardrail.js';
import { StepWatch } from './step-watch.js';
import type { Sight } from './sight.js';

const MISSES_TO_FORGET = 2;

/** Guard looks at a run from poll to poll and tells which guardrails it has broken. It reads no clock. */
export class Guard {
  private readonly steps: StepWatch;
  private lowPolls = 0;
  private missed = 0;

  constructor(private readonly options: GuardOptions) {
    this.steps = new StepWatch(options.min_step_delta);
  }

  look(sight: Sight): Guardrail[] {
    this.missed = 0;
    this.steps.look(sight);
    const speed = this.speedAt(sight);
    return [this.notANumber(sight), this.outOfMemory(sight), this.collapsed(speed), this.stalled()].filter(
      (broken) => broken !== undefined,
    );
  }

  /**
   * A poll that failed. One between two that tell the same hides nothing; after several in a row nobody knows what went
   * on in between, such as the making of samples, which is no stall.
   */
  miss(): void {
    this.missed += 1;
    if (this.missed < MISSES_TO_FORGET) return;
    this.steps.forget();
    this.lowPolls = 0;
  }

  private notANumber({ nanMentions, lossesMissing, step }: Sight): Guardrail | undefined {
    if (!this.options.stop_on_nan || nanMentions + lossesMissing === 0) return undefined;
    return guardrailOf('TRAINING_NAN_LOSS', { nan_lines: nanMentions, losses_missing: lossesMissing, step });
  }

  private outOfMemory({ oomMentions, oomLine }: Sight): Guardrail | undefined {
    const { stop_on_repeated_oom: wanted, oom_threshold: threshold } = this.options;
    if (!wanted || oomMentions < threshold) return undefined;
    return guardrailOf('TRAINING_REPEATED_OOM', { oom_mentions: oomMentions, threshold, line: oomLine });
  }

  private collapsed(speed: number | null): Guardrail | undefined {
    const { stop_on_throughput_collapse: wanted, low_speed_consecutive_polls: polls } = this.options;
    const { throughput_floor_iter_per_sec: floor } = this.options;
    if (!wanted || this.lowPolls < polls) return undefined;
    const evidence = { iter_per_sec: speed, floor_iter_per_sec: floor, consecutive_polls: this.lowPolls };
    return guardrailOf('TRAINING_THROUGHPUT_COLLAPSE', evidence);
  }

  /**
   * The speed of the newest steps; while none comes, at most one step in the time since the last. Between two steps a
   * poll that says nothing new is no second proof of slowness.
   */
  private speedAt({ stage, iterPerSec }: Sight): number | null {
    if (stage !== 'training') {
      this.lowPolls = 0;
      return null;
    }
    const floor = this.options.throughput_floor_iter_per_sec;
    const { moved, secondsSinceStep } = this.steps;
    const most = moved || secondsSinceStep === 0 ? Infinity : 1 / secondsSinceStep;
    const speed = Math.min(iterPerSec ?? Infinity, most);
    if (speed > floor) this.lowPolls = moved ? 0 : this.lowPolls;
    else if (moved || most <= floor) this.lowPolls += 1;
    return Number.isFinite(speed) ? speed : null;
  }

  private stalled(): Guardrail | undefined {
    const {
      stop_on_stalled_progress: wanted,
      stall_window_seconds: window,
      min_step_delta: least,
    } = this.options;
    const { secondsStill, gained, step } = this.steps;
    if (!wanted || secondsStill < window) return undefined;
    const evidence = {
      seconds: secondsStill,
      window_seconds: window,
      steps_gained: gained,
      min_step_delta: least,
      step,
    };
    return guardrailOf('TRAINING_STALLED_PROGRESS', evidence);
  }
}
