import type { QueryClient } from '@tanstack/react-query';
import { asProblem, Problem, sentence } from '../../api/problem.js';
import {
  checkConfig,
  readGpus,
  readTrainingJob,
  readTrainingJobs,
  startTraining,
  stopTraining,
  type ConfigCheck,
  type StoppedJob,
  type TrainingGpu,
  type TrainingJob,
} from '../../api/training.js';
import { toast } from '../../kit/index.js';
import type { PlanSubject, PlanView } from '../../plan/plan-view.js';
import { counted } from '../../time/format.js';
import { freeText, gpusOf } from './gpu-memory.js';
import { gpuText, isActive, mayStop, stepsText, trainingState } from './training-answers.js';

const NOTHING: Omit<PlanView, 'hash' | 'changes'> = {
  stops: [],
  affected: [],
  needs: [],
  cannotBeUndone: [],
};

interface Start {
  readonly config: string;
  /** Numbers of GPUs, such as `0,1`; empty for those that the job had, or the first. */
  readonly gpus: string;
  /** Whether the server can say how much memory is free. */
  readonly tellsGpus: boolean;
}

/** startPlan makes a job of a saved config, or takes up the one of that name, and starts it. */
export function startPlan(
  client: QueryClient,
  wanted: Start,
  onStarted: (job: TrainingJob) => void,
): PlanSubject {
  const { config, gpus, tellsGpus } = wanted;
  let started: TrainingJob | undefined;
  const sent = new Set<string>();
  return {
    verb: 'Start training',
    object: config,
    tier: 1,
    plan: async (signal) => {
      const [check, jobs, all] = await Promise.all([
        checkConfig(config, signal),
        readTrainingJobs(signal),
        tellsGpus ? readGpus(signal).catch(() => []) : [],
      ]);
      return startView(wanted, check, jobs, all);
    },
    confirm: async ({ idempotencyKey: key, signal }) => {
      const isAskedAgain = sent.has(key);
      sent.add(key);
      started = await startTraining(config, gpus, signal).catch((error: unknown) => {
        const problem = asProblem(error);
        // The first sending had arrived after all.
        if (isAskedAgain && problem.code === 'job_active') return undefined;
        throw problem;
      });
      return {};
    },
    onAccepted: () => {
      toast('ok', `The training of ${config} is started.`);
      void readAgain(client);
      if (started !== undefined) onStarted(started);
    },
  };
}

function startView(
  { config, gpus: chosen }: Start,
  check: ConfigCheck,
  jobs: readonly TrainingJob[],
  all: readonly TrainingGpu[],
): PlanView {
  const { errors, warnings, normalized_config: normalized } = check;
  if (!check.valid) throw invalid(errors);
  const name = normalized.job_name ?? config;
  const there = jobs.find((job) => job.name === name);
  if (there !== undefined && isActive(there)) throw active(there);
  const before = there === undefined ? 'No such job' : wordsOf(there);
  const goesOn = there !== undefined && there.current_step > 0;
  const { steps } = normalized.train;
  const running = jobs.filter(isActive).length;
  const gpus = chosen === '' ? (there?.gpu_ids ?? '0') : chosen;
  return {
    ...NOTHING,
    hash: `${name} ${there?.status ?? 'new'} ${there?.current_step ?? 0} ${gpus}`,
    changes: [
      {
        id: name,
        what: name,
        before,
        after: `Queued for ${gpuText(gpus)}, ${goesOn ? 'to go on from its newest save' : 'from the first step'}`,
      },
    ],
    affected: [
      ...(running === 0
        ? []
        : [`${counted(running, 'job')} run or wait already; those of a GPU take turns.`]),
      ...warnings.map(({ message }) => `Warning: ${message}`),
    ],
    needs: [...memoryNeeds(gpus, all), ...(steps === null ? [] : [`${counted(steps, 'step')} in all.`])],
  };
}

function memoryNeeds(gpus: string, all: readonly TrainingGpu[]): string[] {
  const known = gpusOf(gpus, all).map(
    (gpu) => `Memory of GPU ${gpu.id} (${gpu.name}): ${freeText(gpu)} now.`,
  );
  return known.length > 0
    ? known
    : [`${gpuText(gpus)} for as long as it trains; how much memory is free is not known.`];
}

function invalid(errors: ConfigCheck['errors']): Problem {
  const told = errors.map(({ message }) => sentence(message)).join(' ');
  return new Problem(422, 'invalid_config', `the config cannot be trained: ${told}`);
}

function active(job: TrainingJob): Problem {
  const state = trainingState(job).word.toLowerCase();
  return new Problem(
    409,
    'job_active',
    `the job ${job.name} is ${state}; stop it before it is started again`,
  );
}

/** stopPlan stops a job that trains, or takes one that waits out of its queue. */
export function stopPlan(client: QueryClient, { job_id: id, name }: TrainingJob): PlanSubject {
  let done: StoppedJob | undefined;
  return {
    verb: 'Stop training',
    object: name,
    tier: 1,
    plan: async (signal) => stopView(await readTrainingJob(id, signal)),
    confirm: async ({ signal }) => {
      done = await stopTraining(id, signal);
      return {};
    },
    onAccepted: () => {
      toast('ok', outcomeOf(name, done));
      void readAgain(client);
    },
  };
}

function stopView(job: TrainingJob): PlanView {
  if (!mayStop(job)) {
    const state = trainingState(job).word.toLowerCase();
    throw new Problem(409, 'job_ended', `the job is ${state} by now: there is nothing to stop`);
  }
  const trains = job.status === 'running';
  return {
    ...NOTHING,
    hash: `${job.job_id} ${job.status}`,
    changes: [{ id: job.job_id, what: job.name, before: wordsOf(job), after: 'Stopped' }],
    stops: [
      trains
        ? 'The trainer, at once: it is interrupted within its step. AI Toolkit has no other way, so that there is no choice of ending the step first. The answer can take half a minute.'
        : 'It leaves the queue; nothing of it has run.',
    ],
    cannotBeUndone: trains
      ? ['What it learned since its newest save is lost. Started again, it goes on from that save.']
      : [],
  };
}

function wordsOf(job: TrainingJob): string {
  return `${trainingState(job).word}, ${stepsText(job)}`;
}

function outcomeOf(name: string, done: StoppedJob | undefined): string {
  if (done?.stopped !== true) return `${name} was told to stop, and looks for that once a step.`;
  return done.process_ended
    ? `${name} is ${done.status}.`
    : `${name} is ${done.status}; its process still ends.`;
}

/** Not the pictures: they stay what they are. */
function readAgain(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    queryKey: ['training'],
    predicate: ({ queryKey }) => queryKey[1] !== 'images',
  });
}
