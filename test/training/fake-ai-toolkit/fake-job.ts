import { randomUUID } from 'node:crypto';
import type { SyntheticLoss, SyntheticRun } from '../synthetic-log.ts';

/** FakeJob is a row of the Job table, and what the backend keeps in the folder of the job; all of it may be set by tests. */
export interface FakeJob {
  readonly id: string;
  name: string;
  gpu_ids: string;
  /** JSON, as the table holds it. */
  job_config: string;
  created_at: string;
  updated_at: string;
  status: string;
  stop: boolean;
  return_to_queue: boolean;
  step: number;
  total_steps: number | null;
  info: string;
  speed_string: string;
  queue_position: number;
  pid: number | null;
  job_type: string;
  job_ref: string | null;
  save_now: boolean;
  sample_now: boolean;
  readonly kept: KeptByJob;
}

interface KeptByJob {
  /** Undefined: there is no log.txt. */
  log: string | undefined;
  /** Logs of the runs before. */
  readonly olderLogs: string[];
  /** By the key of the metric. Undefined: there is no loss_log.db. */
  losses: Record<string, SyntheticLoss[]> | undefined;
  /** Of *.safetensors and optimizer.pt. */
  files: { path: string; size: number }[];
  samples: string[];
  /** The step of the newest save. */
  savedStep: number;
  /** What happens to it next, one for each tick while it runs. */
  readonly frames: FakeFrame[];
  /** How many ticks it takes to end after it was told to stop. */
  ticksToStop: number;
  /** Told to stop; counts down while the process still ends. */
  ending: number | undefined;
}

/** What changes within one tick; the log and the losses are added to those before. */
export interface FakeFrame {
  readonly status?: string;
  readonly info?: string;
  readonly step?: number;
  readonly speed_string?: string;
  readonly log?: string;
  readonly losses?: readonly SyntheticLoss[];
  /** The process is gone, and the row says nothing of it. */
  readonly vanishes?: boolean;
}

export type NewFakeJob = Partial<Omit<FakeJob, 'kept' | 'job_config'>> & {
  readonly config?: unknown;
  readonly kept?: Partial<KeptByJob>;
};

const WHEN = Date.parse('2026-09-21T10:00:00.000Z');

/** newJob is a row as a create leaves it, with what is told in place of it. */
export function newJob(given: NewFakeJob, nth: number): FakeJob {
  const { config, kept, ...row } = given;
  const name = row.name ?? `job_${nth}`;
  const at = new Date(WHEN + nth * 60_000).toISOString();
  return {
    id: randomUUID(),
    name,
    gpu_ids: '0',
    job_config: JSON.stringify(config ?? configOf(name)),
    created_at: at,
    updated_at: at,
    status: 'stopped',
    stop: false,
    return_to_queue: false,
    step: 0,
    total_steps: null,
    info: '',
    speed_string: '',
    queue_position: nth * 1_000,
    pid: null,
    job_type: 'train',
    job_ref: null,
    save_now: false,
    sample_now: false,
    ...row,
    kept: { ...nothingKept(), ...kept },
  };
}

function nothingKept(): KeptByJob {
  return {
    log: undefined,
    olderLogs: [],
    losses: undefined,
    files: [],
    samples: [],
    savedStep: 0,
    frames: [],
    ticksToStop: 1,
    ending: undefined,
  };
}

/** configOf is a whole configuration, as the backend's own pages make it. */
export function configOf(name: string, steps = 1_000): Record<string, unknown> {
  const process = {
    type: 'diffusion_trainer',
    training_folder: '/toolkit/output',
    device: 'cuda',
    network: { type: 'lora', linear: 16, linear_alpha: 16 },
    save: { dtype: 'bf16', save_every: 250, max_step_saves_to_keep: 4 },
    datasets: [{ folder_path: '/toolkit/datasets/foxes', caption_ext: 'txt', resolution: [512, 768] }],
    train: { batch_size: 1, steps, lr: 0.0001, optimizer: 'adamw8bit' },
    logging: { log_every: 1, use_ui_logger: true },
    model: { name_or_path: 'black-forest-labs/FLUX.1-dev', arch: 'flux' },
    sample: { sample_every: 250, prompts: ['a fox in the snow'] },
  };
  return { job: 'extension', config: { name, process: [process] }, meta: { name: '[name]', version: '1.0' } };
}

/** rowOf is the job as the interface shows it; older backends have no newer fields. */
export function rowOf(job: FakeJob, isOlder: boolean): Record<string, unknown> {
  const { kept: _, ...row } = job;
  if (!isOlder) return row;
  const { pid: _pid, job_type: _type, job_ref: _ref, save_now: _save, ...rest } = row;
  const { sample_now: _sample, total_steps: _total, ...older } = rest;
  return older;
}

/** play makes the job look as if it had made this run. */
export function play(job: FakeJob, run: SyntheticRun): void {
  const { status, info, step, speedString: speed_string, totalSteps: total_steps, log, losses } = run;
  Object.assign(job, { status, info, step, speed_string, total_steps });
  job.pid = status === 'running' ? 4_242 : null;
  job.kept.log = log;
  job.kept.losses = { 'loss/loss': [...losses], learning_rate: [] };
}

/** framesOf cuts a run into so many parts of about the same length; the last one ends it. */
export function framesOf(run: SyntheticRun, count: number): FakeFrame[] {
  const cut = ({ length }: { readonly length: number }, nth: number) =>
    [Math.floor((length * nth) / count), Math.floor((length * (nth + 1)) / count)] as const;
  return Array.from({ length: count }, (_, nth) => {
    const losses = run.losses.slice(...cut(run.losses, nth));
    const last = losses.at(-1)?.step;
    const state = nth === count - 1 ? { status: run.status, info: run.info } : { info: 'Training' };
    const step = last === undefined ? {} : { step: last + 1 };
    return {
      ...state,
      ...step,
      speed_string: run.speedString,
      losses,
      log: run.log.slice(...cut(run.log, nth)),
    };
  });
}
