import { Problem } from '../api/problem.js';
import { markOf } from './plan-mark.js';
import type { Confirmation, PlanSubject, PlanView } from './plan-view.js';

export type UnboundView = Omit<PlanView, 'hash'>;

/** BoundPlan is the change of an app that plans nothing ahead. */
export interface BoundPlan<T> {
  readonly read: (signal: AbortSignal) => Promise<T>;
  readonly view: (found: T) => UnboundView;
  /** What the plan stands on: a fact that was not there when it was shown makes it outdated. All that is shown, unless told. */
  readonly facts?: (found: T) => readonly string[];
  readonly act: (found: T, confirmation: Confirmation) => Promise<unknown>;
  /** Whether it has happened: asked when an answer was lost, before it is sent once more. */
  readonly isDone?: (found: T) => boolean;
}

/** boundPlan reads what is there for the plan, and once more before it is done: what was not shown is not confirmed. */
export function boundPlan<T>(bound: BoundPlan<T>): Pick<PlanSubject, 'plan' | 'confirm'> {
  const { read, view, act, isDone = () => false } = bound;
  const factsOf = bound.facts ?? ((found: T) => [JSON.stringify(view(found))]);
  const shown = new Map<string, ReadonlySet<string>>();
  let sent: string | undefined;
  return {
    plan: async (signal) => {
      const found = await read(signal);
      const facts = factsOf(found);
      const hash = markOf(JSON.stringify(facts));
      shown.set(hash, new Set(facts));
      return { ...view(found), hash };
    },
    confirm: async (confirmation) => {
      const { hash, idempotencyKey, signal } = confirmation;
      const found = await read(signal);
      const isRepeated = sent === idempotencyKey;
      if (isRepeated && isDone(found)) return {};
      if (!isRepeated && factsOf(found).some((fact) => shown.get(hash)?.has(fact) !== true)) throw outdated();
      sent = idempotencyKey;
      await act(found, confirmation);
      return {};
    },
  };
}

export function outdated(): Problem {
  return new Problem(409, 'plan_outdated', 'what is there has changed since that plan was made');
}
