import { asProblem } from '../../api/problem.js';
import { TRAINING, type TrainingHealth, type TrainingJob } from '../../api/training.js';
import type { ListedServer } from '../../api/tool-registry.js';
import type { ServerTool } from '../../api/tool-servers.js';
import { stateWords, type StateWord } from '../../kit/state-word.js';
import { duration } from '../../time/format.js';

/** trainingIn is the training server among those of the registry; null: there is none. */
export function trainingIn(servers: readonly ListedServer[]): ListedServer | null {
  return servers.find(({ id }) => id === TRAINING) ?? null;
}

/** offers tells whether all of these tools are there, and may be called. */
export function offers(tools: readonly Pick<ServerTool, 'name'>[], ...wanted: readonly string[]): boolean {
  return wanted.every((one) => tools.some(({ name }) => name === one));
}

const jobState = stateWords({
  queued: ['off', 'Queued'],
  running: ['working', 'Running'],
  stopping: ['working', 'Stopping'],
  stopped: ['off', 'Stopped'],
  completed: ['ok', 'Completed'],
  error: ['failed', 'Failed'],
});

/** trainingState is a job's state; a word of the backend that nobody knows is shown as it is. */
export function trainingState({ status }: Pick<TrainingJob, 'status'>): StateWord {
  return jobState(status);
}

const health = stateWords({
  healthy: ['ok', 'Healthy'],
  warning: ['attention', 'Attention'],
  critical: ['failed', 'Critical'],
  unknown: ['unknown', 'Unknown'],
});

export function healthState({ overall_health: word }: Pick<TrainingHealth, 'overall_health'>): StateWord {
  return health(word);
}

/** backendTrouble is the reason why the training server itself cannot reach AI Toolkit; undefined where it can, or nobody has asked. */
export function backendTrouble(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  const { code, message } = asProblem(error);
  return code.startsWith('backend_') ? message : undefined;
}

/** isActive tells whether something still happens to a job by itself. */
export function isActive({ status }: Pick<TrainingJob, 'status'>): boolean {
  return status === 'running' || status === 'queued' || status === 'stopping';
}

/** mayStop tells whether stopping a job would do anything. */
export function mayStop({ status }: Pick<TrainingJob, 'status'>): boolean {
  return status === 'running' || status === 'queued';
}

/** stepsText is `640 of 1,000 steps`. */
export function stepsText({ current_step: step, total_steps: total }: TrainingJob): string {
  const done = step.toLocaleString('en-GB');
  return total === null ? `step ${done}` : `${done} of ${total.toLocaleString('en-GB')}`;
}

/** speedText is the speed while a job runs, in the unit that has a number above one; a dash while it does not. */
export function speedText({ status, iter_per_sec: speed }: TrainingJob): string {
  if (status !== 'running') return '–';
  if (speed === null || speed <= 0) return 'Unknown';
  return speed >= 1 ? `${speed.toFixed(2)} steps/s` : `${(1 / speed).toFixed(2)} s/step`;
}

export function timeLeftText({ eta_seconds: left }: Pick<TrainingJob, 'eta_seconds'>): string {
  return left === null ? 'Unknown' : duration(1_000 * left);
}

/** gpuText is `GPU 0, 1`. */
export function gpuText(ids: string): string {
  return ids === 'mps' ? 'Apple GPU' : `GPU ${ids.replaceAll(',', ', ')}`;
}

/** queueText is which GPUs a job has, and its turn among those that wait for the same, where all are known. */
export function queueText(job: TrainingJob, all?: readonly TrainingJob[]): string {
  const gpus = gpuText(job.gpu_ids);
  if (job.status !== 'queued' || job.queue_position === null) return gpus;
  if (all === undefined) return `${gpus}, waits`;
  const own = job.queue_position;
  const turns = all.filter(({ status, gpu_ids: ids }) => status === 'queued' && ids === job.gpu_ids);
  const turn = turns.filter(({ queue_position: at }) => at !== null && at < own).length + 1;
  return `${gpus}, place ${turn} of ${Math.max(turns.length, 1)}`;
}
