import type { Job } from '../api/ops-views.js';
import { stateWords, type StateWord } from '../kit/state-word.js';

/** What is told of a job's life, event by event, and what a page makes of it. */
export type JobEvent =
  | { readonly type: 'queued' | 'started'; readonly at: string }
  | { readonly type: 'progress'; readonly at: string; readonly step: string; readonly percent?: number }
  | { readonly type: 'log'; readonly at: string; readonly line: string }
  | {
      readonly type: 'outcome';
      readonly at: string;
      readonly result: 'ok' | 'error' | 'cancelled' | 'refused' | 'interrupted';
      readonly code?: string;
      readonly message?: string;
      readonly value?: unknown;
    }
  | {
      readonly type: 'verdict';
      readonly at: string;
      readonly verdict: 'happened' | 'did_not_happen' | 'partial' | 'unknown';
      readonly evidence?: unknown;
    };

export interface JobStep {
  readonly name: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly percent?: number;
}

type Ending = Extract<JobEvent, { type: 'outcome' | 'verdict' }>;

/** JobStory is a job as told so far. Steps are in their order; lines are the newest. */
export interface JobStory {
  readonly startedAt?: number;
  readonly steps: readonly JobStep[];
  readonly lines: readonly { readonly at: number; readonly line: string }[];
  /** Events are missing between what is told: the story has a hole. */
  readonly hasGap: boolean;
  readonly ending?: Ending;
  readonly endedAt?: number;
}

const MOST_STEPS = 200;
const MOST_LINES = 500;

export const UNTOLD: JobStory = { steps: [], lines: [], hasGap: false };

/** storyAfter is the story with one more event. A step ends where the next one begins. */
export function storyAfter(story: JobStory, event: JobEvent): JobStory {
  const at = Date.parse(event.at);
  switch (event.type) {
    case 'queued':
      return story;
    case 'started':
      return { ...story, startedAt: at };
    case 'log':
      return { ...story, lines: [...story.lines, { at, line: event.line }].slice(-MOST_LINES) };
    case 'progress':
      return { ...story, steps: stepsAfter(story.steps, event, at) };
    default:
      return { ...story, steps: allEnded(story.steps, at), ending: event, endedAt: at };
  }
}

/** isOver tells whether nothing more is to come: a job that was cut off still waits for its verdict. */
export function isOver({ ending }: JobStory): boolean {
  return ending !== undefined && (ending.type === 'verdict' || ending.result !== 'interrupted');
}

function stepsAfter(steps: readonly JobStep[], event: Extract<JobEvent, { type: 'progress' }>, at: number) {
  const { step: name, percent } = event;
  const figure = percent === undefined ? {} : { percent };
  const last = steps.at(-1);
  if (last?.name === name) return [...steps.slice(0, -1), { ...last, ...figure }];
  return [...allEnded(steps, at), { name, startedAt: at, ...figure }].slice(-MOST_STEPS);
}

function allEnded(steps: readonly JobStep[], at: number): JobStep[] {
  return steps.map((step) => (step.endedAt === undefined ? { ...step, endedAt: at } : step));
}

/** Verdict is how a job stands. */
export type Verdict = StateWord;

const outcome = stateWords({
  ok: ['ok', 'Done'],
  error: ['failed', 'Failed'],
  cancelled: ['off', 'Cancelled'],
  refused: ['failed', 'Refused'],
  interrupted: ['unknown', 'Cut off'],
  happened: ['ok', 'Done'],
  did_not_happen: ['failed', 'Did not happen'],
  partial: ['attention', 'Partly done'],
  unknown: ['unknown', 'Unknown'],
});

const jobState = stateWords({
  waiting: ['working', 'Queued'],
  active: ['working', 'Running'],
  completed: ['ok', 'Done'],
  failed: ['failed', 'Failed'],
  interrupted: ['unknown', 'Cut off'],
});

/** What ops tells of how a job stands: in lists, and of one job. */
type Standing = Pick<Job, 'state' | 'verdict'>;

/** jobVerdict is how a job stands as ops tells it: how it ended, or what it does. */
export function jobVerdict({ state, verdict }: Standing): Verdict {
  return verdict === undefined ? jobState(state) : outcome(verdict);
}

/** endVerdict is the word for how a job ended, by its name in the API. */
export const endVerdict: (end: string) => Verdict = outcome;

/**
 * verdictOf reads the story's ending where there is one, and otherwise what ops told of the job: both name an ending
 * alike, so that no list and no page differ.
 */
export function verdictOf({ ending, startedAt }: JobStory, job?: Standing): Verdict {
  if (ending?.type === 'verdict') return outcome(ending.verdict);
  const isCutOff = ending?.result === 'interrupted';
  if (ending !== undefined && !(isCutOff && job?.verdict !== undefined)) return outcome(ending.result);
  if (job !== undefined && (startedAt === undefined || job.state !== 'waiting')) return jobVerdict(job);
  return jobState(startedAt === undefined ? 'waiting' : 'active');
}
