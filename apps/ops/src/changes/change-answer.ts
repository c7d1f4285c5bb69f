import type { Change as Action } from '@app/jobs';
import type { DomainError, JsonObject } from '@app/kernel';
import type { Change } from './change.js';

/** ChangeAnswer is what a caller reads. With `job` the change is accepted, and how it ends is not known yet. */
export interface ChangeAnswer {
  readonly body: JsonObject;
  readonly job?: string;
}

/** Done is the end of accepted work: its answer, or why it failed. Both are what a repetition is answered with. */
export type Done = ChangeAnswer | { readonly failure: DomainError };

/** What the seeds' clients read in `action` when it is done. */
const DONE: Readonly<Record<Action, string>> = {
  start: 'started',
  stop: 'stopped',
  restart: 'restarted',
  up: 'up',
  pull: 'pulled',
  deploy: 'deployed',
  rollback: 'rolled back',
};

export function acceptedAnswer(change: Change, job: string): ChangeAnswer {
  return { body: bodyOf(change, job, change.request.action), job };
}

export function doneAnswer(change: Change, job: string): ChangeAnswer {
  return { body: bodyOf(change, job, DONE[change.request.action]) };
}

function bodyOf({ request, subject }: Change, job: string, action: string): JsonObject {
  return { ok: true, ...subject(job), action, node: request.node, job };
}
