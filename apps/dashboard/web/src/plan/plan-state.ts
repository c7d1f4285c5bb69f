import type { Problem } from '../api/problem.js';
import type { Accepted, PlanChange, PlanView } from './plan-view.js';

/** A plan that does not say so is good for so long; things may have changed without telling. */
const VALID_MS = 5 * 60_000;
/** After a plan has changed under the viewer's eyes, nobody confirms it with a press that was meant for the old one. */
const LOCKED_MS = 1_000;

interface Made {
  readonly plan: PlanView;
  readonly madeAt: number;
  readonly validUntil: number;
}

/** What is different from the plan that was there before: `new` by id, and what is gone. */
export interface Difference {
  readonly isNew: ReadonlySet<string>;
  readonly gone: readonly PlanChange[];
}

export type PlanState =
  | { readonly phase: 'planning'; readonly replaces?: PlanView }
  /** No plan could be made. */
  | { readonly phase: 'unplanned'; readonly problem: Problem }
  | ({ readonly phase: 'ready'; readonly lockedUntil: number; readonly difference?: Difference } & Made)
  | ({ readonly phase: 'expired' } & Made)
  | ({ readonly phase: 'sending'; readonly key: string; readonly reason: string } & Made)
  /** Sent, and no answer came: the same confirmation is asked again. */
  | ({
      readonly phase: 'looking';
      readonly key: string;
      readonly reason: string;
      readonly tries: number;
    } & Made)
  /** Nobody answered for a long time: it may have happened. */
  | ({ readonly phase: 'unanswered'; readonly key: string; readonly reason: string } & Made)
  | ({ readonly phase: 'refused'; readonly problem: Problem } & Made)
  | { readonly phase: 'accepted'; readonly accepted: Accepted };

export type PlanEvent =
  | { readonly event: 'planned'; readonly plan: PlanView; readonly difference?: Difference }
  | { readonly event: 'unplanned'; readonly problem: Problem }
  | { readonly event: 'confirm'; readonly key: string; readonly reason: string }
  | { readonly event: 'accepted'; readonly accepted: Accepted }
  | { readonly event: 'stale' }
  | { readonly event: 'refused'; readonly problem: Problem }
  | { readonly event: 'lost' }
  | { readonly event: 'again' }
  | { readonly event: 'replan' }
  | { readonly event: 'tick' };

/** So often a lost confirmation is asked again before the dialog gives up waiting. */
const MOST_TRIES = 8;

/** canConfirm tells whether the plan may be confirmed at that moment. */
export function canConfirm(state: PlanState, now: number): boolean {
  return state.phase === 'ready' && now >= state.lockedUntil && now < state.validUntil;
}

/** planAfter is the dialog's state after an event; what does not fit the state leaves it as it is. */
export function planAfter(state: PlanState, event: PlanEvent, now: number): PlanState {
  switch (event.event) {
    case 'planned':
      return state.phase === 'planning' ? madeReady(event, now) : state;
    case 'unplanned':
      return state.phase === 'planning' ? { phase: 'unplanned', problem: event.problem } : state;
    case 'confirm':
      if (!canConfirm(state, now) || state.phase !== 'ready') return state;
      return { ...made(state), phase: 'sending', key: event.key, reason: event.reason };
    case 'tick':
      return state.phase === 'ready' && now >= state.validUntil
        ? { ...made(state), phase: 'expired' }
        : state;
    case 'again':
      return state.phase === 'unanswered' ? { ...state, phase: 'looking', tries: 1 } : state;
    case 'replan':
      return replanned(state);
    default:
      return answered(state, event);
  }
}

function answered(
  state: PlanState,
  event: Extract<PlanEvent, { event: 'accepted' | 'stale' | 'refused' | 'lost' }>,
): PlanState {
  if (state.phase !== 'sending' && state.phase !== 'looking') return state;
  if (event.event === 'accepted') return { phase: 'accepted', accepted: event.accepted };
  if (event.event === 'stale') return { phase: 'planning', replaces: state.plan };
  if (event.event === 'refused') return { ...made(state), phase: 'refused', problem: event.problem };
  const tries = state.phase === 'looking' ? state.tries + 1 : 1;
  const { key, reason } = state;
  if (tries > MOST_TRIES) return { ...made(state), phase: 'unanswered', key, reason };
  return { ...made(state), phase: 'looking', key, reason, tries };
}

/** A new plan is compared with the one it takes the place of; while an answer is awaited none is made. */
function replanned(state: PlanState): PlanState {
  if (state.phase === 'unplanned') return { phase: 'planning' };
  const done = state.phase === 'ready' || state.phase === 'expired' || state.phase === 'refused';
  return done ? { phase: 'planning', replaces: state.plan } : state;
}

function madeReady({ plan, difference }: Extract<PlanEvent, { event: 'planned' }>, now: number): PlanState {
  const lockedUntil = difference === undefined ? 0 : now + LOCKED_MS;
  const times = { madeAt: now, validUntil: now + (plan.validForMs ?? VALID_MS), lockedUntil };
  return { phase: 'ready', plan, ...times, ...(difference && { difference }) };
}

function made({ plan, madeAt, validUntil }: Made): Made {
  return { plan, madeAt, validUntil };
}
