import { drawnBar, seededNoise, startOfLog } from './synthetic-log-parts.ts';

/**
 * - `healthy`: the loss falls; ends with a result when all steps are done, else breaks off as the log of a running job does.
 * - `nan`: the last third of the steps has no finite loss, which the bar shows as 0.
 * - `out-of-memory`: half of the steps, then four batches in a row that do not fit, and the end.
 * - `stalled`: half of the steps, then nothing.
 * - `slow`: 30 s for a step.
 * - `resumed`: goes on from a save at half of the steps.
 * - `stopped`: half of the steps, then stopped by someone.
 * - `failed`: half of the steps, then an error that is not about memory.
 */
export type SyntheticScenario =
  | 'healthy'
  | 'nan'
  | 'out-of-memory'
  | 'stalled'
  | 'slow'
  | 'resumed'
  | 'stopped'
  | 'failed';

export interface SyntheticOptions {
  readonly scenario?: SyntheticScenario;
  readonly jobName?: string;
  /** How far the log goes; all of them unless told. */
  readonly steps?: number;
  readonly totalSteps?: number;
  readonly secondsPerStep?: number;
  readonly firstLoss?: number;
  readonly lastLoss?: number;
  readonly learningRate?: number;
  /** Samples are drawn and the model saved each so many steps; 0 is never. */
  readonly saveEvery?: number;
  /** Printed with the configuration at the start. */
  readonly prompts?: readonly string[];
  /** Seconds since 1970. */
  readonly startedAt?: number;
  readonly seed?: number;
  /** What stands for a loss that is not finite; trainers write 0 for it. */
  readonly nonFiniteAs?: 0 | null;
}

export interface SyntheticLoss {
  readonly step: number;
  readonly wall_time: number;
  readonly value: number | null;
}

/** What the backend shows of a job that wrote such a log. */
export interface SyntheticRun {
  readonly log: string;
  readonly losses: readonly SyntheticLoss[];
  readonly status: 'running' | 'completed' | 'stopped' | 'error';
  readonly info: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly speedString: string;
}

type Settled = Required<SyntheticOptions>;

/** What 1 step adds to a log, at least; used to reach a size. */
const BYTES_PER_STEP = 180;

/** syntheticLog is `log.txt` of a job, the same for the same options. */
export function syntheticLog(options: SyntheticOptions = {}): string {
  return syntheticRun(options).log;
}

/** syntheticLogOfBytes is a log of at least so many bytes, with all the steps that this takes. */
export function syntheticLogOfBytes(bytes: number, options: SyntheticOptions = {}): string {
  const totalSteps = Math.ceil(bytes / BYTES_PER_STEP) * (isCutShort(options.scenario) ? 2 : 1);
  return syntheticLog({ ...options, totalSteps, steps: totalSteps });
}

export function syntheticRun(options: SyntheticOptions = {}): SyntheticRun {
  const settled = settle(options);
  const writer = new LogWriter(settled);
  writer.steps();
  writer.ending();
  return writer.run();
}

function settle(options: SyntheticOptions): Settled {
  const scenario = options.scenario ?? 'healthy';
  const totalSteps = options.totalSteps ?? 1_000;
  const steps = Math.min(options.steps ?? totalSteps, totalSteps);
  return {
    jobName: 'fox_lora',
    secondsPerStep: scenario === 'slow' ? 30 : 1.25,
    firstLoss: 0.5,
    lastLoss: 0.2,
    learningRate: 0.0001,
    saveEvery: 250,
    prompts: ['a fox in the snow, [trigger]'],
    startedAt: 1_790_000_000,
    seed: 1,
    nonFiniteAs: 0,
    ...options,
    scenario,
    totalSteps,
    steps: isCutShort(scenario) ? Math.min(steps, Math.floor(totalSteps / 2)) : steps,
  };
}

function isCutShort(scenario: SyntheticScenario | undefined): boolean {
  return ['out-of-memory', 'stalled', 'stopped', 'failed'].includes(scenario ?? 'healthy');
}

class LogWriter {
  private readonly parts: string[];
  private readonly losses: SyntheticLoss[] = [];
  private readonly noise: () => number;
  private readonly first: number;
  private readonly plan: Settled;
  private elapsed = 0;

  constructor(plan: Settled) {
    this.plan = plan;
    this.noise = seededNoise(plan.seed);
    this.first = plan.scenario === 'resumed' ? Math.floor(plan.totalSteps / 2) : 0;
    this.parts = [startOfLog({ ...plan, resumedAt: this.first })];
  }

  steps(): void {
    this.parts.push(this.bar(this.first, ''));
    for (let step = this.first; step < this.plan.steps; step += 1) this.oneStep(step);
  }

  ending(): void {
    const { scenario, steps, totalSteps } = this.plan;
    if (scenario === 'out-of-memory') this.parts.push(outOfMemory());
    else if (scenario === 'stopped') this.parts.push(`\n${RULE}Job stopped\n`);
    else if (scenario === 'failed') this.parts.push(failure("KeyError: 'latents'", "'latents'"));
    else if (scenario !== 'stalled' && steps === totalSteps) this.finish();
  }

  run(): SyntheticRun {
    const { steps, totalSteps } = this.plan;
    const [status, info] = this.state();
    const log = this.parts.join('');
    const speedString = speedStringOf(this.plan.secondsPerStep);
    return {
      log,
      losses: this.losses,
      status,
      info,
      step: Math.max(steps, this.first),
      totalSteps,
      speedString,
    };
  }

  private state(): [SyntheticRun['status'], string] {
    const { scenario, steps, totalSteps } = this.plan;
    if (scenario === 'out-of-memory') return ['error', OUT_OF_MEMORY];
    if (scenario === 'failed') return ['error', "'latents'"];
    if (scenario === 'stopped') return ['stopped', 'Job stopped'];
    const isWhole = scenario !== 'stalled' && steps === totalSteps;
    return isWhole ? ['completed', 'Training completed'] : ['running', 'Training'];
  }

  private oneStep(step: number): void {
    const loss = this.lossAt(step);
    if (loss === undefined) this.parts.push('loss is nan\n');
    this.elapsed += this.plan.secondsPerStep * (1 + (this.noise() - 0.5) / 10);
    const wall = Math.round((this.plan.startedAt + this.elapsed) * 1_000) / 1_000;
    this.losses.push({ step, wall_time: wall, value: loss ?? this.plan.nonFiniteAs });
    const postfix = `, lr: ${exponential(this.plan.learningRate, 1)} loss: ${exponential(loss ?? 0, 3)}`;
    this.parts.push(this.bar(step, postfix), this.bar(step + 1, postfix));
    const { saveEvery, totalSteps } = this.plan;
    if (saveEvery > 0 && (step + 1) % saveEvery === 0 && step + 1 < totalSteps) this.saveAndSample(step + 1);
  }

  private lossAt(step: number): number | undefined {
    const { scenario, totalSteps, firstLoss, lastLoss } = this.plan;
    if (scenario === 'nan' && step >= (totalSteps * 2) / 3) return undefined;
    const trend = firstLoss * (lastLoss / firstLoss) ** (step / totalSteps);
    return trend * (1 + (this.noise() - 0.5) / 5);
  }

  private bar(done: number, postfix: string): string {
    const { jobName, totalSteps } = this.plan;
    const text = { description: jobName, done, total: totalSteps, first: this.first };
    return drawnBar({ ...text, elapsed: this.elapsed, postfix });
  }

  /** What others print comes right behind the bar, which ends with no newline. */
  private saveAndSample(step: number): void {
    const { jobName, prompts } = this.plan;
    const file = `/toolkit/output/${jobName}/${jobName}_${String(step).padStart(9, '0')}.safetensors`;
    this.parts.push(`Saving at step ${step}\nSaved checkpoint to ${file}\nSaved optimizer to `);
    this.parts.push(`/toolkit/output/${jobName}/optimizer.pt\n\n`);
    for (let drawn = 0; drawn <= prompts.length; drawn += 1) {
      const bar = { description: 'Generating Images', done: drawn, total: prompts.length, first: 0 };
      this.parts.push(drawnBar({ ...bar, elapsed: drawn * 8, postfix: '' }));
    }
    this.parts.push('\u001b[A');
    this.elapsed += prompts.length * 8 + 4;
  }

  private finish(): void {
    const path = `/toolkit/output/${this.plan.jobName}/${this.plan.jobName}.safetensors`;
    this.parts.push(`\nSaved checkpoint to ${path}\n\n${RULE}Result:\n - 1 completed job\n${RULE}`);
  }
}

const RULE = `${'='.repeat(40)}\n`;
const OUT_OF_MEMORY = 'OOM during training step 3 times in a row, aborting training';

function outOfMemory(): string {
  const line = '#'.repeat(47);
  const blocks = [1, 2, 3].map(
    (nth) => `\n${line}\n# OOM during training step, skipping batch ${nth}/3 #\n${line}\n`,
  );
  return `${blocks.join('')}${failure(`RuntimeError: ${OUT_OF_MEMORY}`, OUT_OF_MEMORY)}`;
}

function failure(raised: string, message: string): string {
  const frames = ['  File "/toolkit/run.py", line 90, in main', '    job.run()'];
  const trace = ['Traceback (most recent call last):', ...frames, raised].join('\n');
  return `\nError running job: ${message}\n\n${RULE}Result:\n - 0 completed jobs\n - 1 failure\n${RULE}${trace}\n`;
}

function speedStringOf(secondsPerStep: number): string {
  return secondsPerStep > 1
    ? `${secondsPerStep.toFixed(2)} sec/iter`
    : `${(1 / secondsPerStep).toFixed(2)} iter/sec`;
}

/** As Python writes it, with two digits of exponent at least. */
function exponential(value: number, digits: number): string {
  return value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
}
