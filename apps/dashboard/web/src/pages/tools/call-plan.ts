import { asProblem, type Problem } from '../../api/problem.js';
import { sendCall, type CallAnswer } from '../../api/tool-registry.js';
import { markOf } from '../../plan/plan-mark.js';
import type { PlanSubject } from '../../plan/plan-view.js';
import { NOTHING, type View } from './router-plan.js';

export type CallOutcome =
  | { readonly answer: CallAnswer }
  | { readonly problem: Problem; readonly ms: number };

/** callPlan calls a tool that may destroy something. It is sent once: a lost answer is an outcome, and no reason to try again. */
export function callPlan(
  call: { server: string; tool: string; given: string },
  onOutcome: (outcome: CallOutcome) => void,
): PlanSubject {
  const { server, tool, given } = call;
  const view: View = {
    ...NOTHING,
    changes: [{ id: tool, what: `${server}/${tool}`, before: 'not called', after: `called with ${given}` }],
    cannotBeUndone: ['The tool may change or delete things; what it does is not known here.'],
  };
  return {
    verb: 'Call',
    object: `${server}/${tool}`,
    tier: 1,
    plan: () => Promise.resolve({ ...view, hash: markOf(JSON.stringify(view)) }),
    confirm: async ({ signal }) => {
      onOutcome(await outcomeOf(call, signal));
      return {};
    },
  };
}

export async function outcomeOf(
  call: { server: string; tool: string; given: string },
  signal: AbortSignal,
): Promise<CallOutcome> {
  const began = performance.now();
  try {
    return { answer: await sendCall(call, signal) };
  } catch (error) {
    return { problem: asProblem(error), ms: performance.now() - began };
  }
}
