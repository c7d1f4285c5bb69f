import type { QueryClient } from '@tanstack/react-query';
import { asProblem } from '../../api/problem.js';
import { toast } from '../../kit/index.js';
import { boundPlan, outdated, type BoundPlan, type UnboundView } from '../../plan/bound-plan.js';
import type { PlanSubject } from '../../plan/plan-view.js';

export type View = UnboundView;
export const NOTHING: View = { changes: [], stops: [], affected: [], needs: [], cannotBeUndone: [] };

interface Wanted<T>
  extends Pick<PlanSubject, 'verb' | 'object' | 'tier'>, Pick<BoundPlan<T>, 'read' | 'view' | 'facts'> {
  readonly act: (found: T, reason: string, signal: AbortSignal) => Promise<unknown>;
  readonly done: string;
}

/** planOf is a change at the router, which says so once it is done. */
export function planOf<T>(client: QueryClient, wanted: Wanted<T>): PlanSubject {
  const { verb, object, tier, act, done, ...bound } = wanted;
  return {
    verb,
    object,
    tier,
    ...boundPlan({
      ...bound,
      act: (found, { reason, signal }) => act(found, reason, signal).catch(throwOutdated),
    }),
    onAccepted: () => {
      toast('ok', done);
      void client.invalidateQueries({ queryKey: ['mcp'], predicate: ({ queryKey }) => queryKey.length > 1 });
    },
  };
}

/** Somebody else was faster: the plan is made anew. */
function throwOutdated(error: unknown): never {
  const problem = asProblem(error);
  throw problem.code === 'registry_conflict' ? outdated() : problem;
}
