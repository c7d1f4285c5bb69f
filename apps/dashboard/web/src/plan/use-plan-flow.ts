import { useCallback, useEffect, useReducer, useRef } from 'react';
import { newId } from '../api/new-id.js';
import { asProblem } from '../api/problem.js';
import { failureOf } from './plan-answer.js';
import { planAfter, type PlanEvent, type PlanState } from './plan-state.js';
import { comparedTo, type PlanSubject, type PlanView } from './plan-view.js';

const ASK_AGAIN_MS = 3_000;

/** usePlanFlow plans a change, and confirms it: once, however often its answer is lost. */
export function usePlanFlow(subject: PlanSubject) {
  const [state, tell] = useReducer(
    (current: PlanState, event: PlanEvent) => planAfter(current, event, Date.now()),
    { phase: 'planning' } as PlanState,
  );
  const { phase } = state;
  const replaces = state.phase === 'planning' ? state.replaces : undefined;
  const tries = state.phase === 'looking' ? state.tries : 0;
  const latest = useRef(state);
  latest.current = state;

  useEffect(() => {
    if (phase !== 'planning') return undefined;
    const leave = new AbortController();
    void makePlan(subject, replaces, leave.signal).then((event) => event && tell(event));
    return () => leave.abort();
  }, [phase, replaces, subject]);

  useEffect(() => {
    const sending = latest.current;
    if (sending.phase !== 'sending' && sending.phase !== 'looking') return undefined;
    const leave = new AbortController();
    // A change of `tries` is a failed sending: the next one waits.
    const timer = setTimeout(
      () => void confirm(subject, sending, leave.signal).then((event) => event && tell(event)),
      sending.phase === 'looking' ? ASK_AGAIN_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [phase, tries, subject]);

  useEffect(() => {
    if (phase !== 'ready') return undefined;
    const timer = setInterval(() => tell({ event: 'tick' }), 1_000);
    return () => clearInterval(timer);
  }, [phase]);

  const send = useCallback((reason: string) => {
    tell({ event: 'confirm', key: newId(), reason });
  }, []);
  return { state, tell, send };
}

async function makePlan(
  subject: PlanSubject,
  replaces: PlanView | undefined,
  signal: AbortSignal,
): Promise<PlanEvent | undefined> {
  try {
    const plan = await subject.plan(signal);
    if (replaces === undefined) return { event: 'planned', plan };
    return { event: 'planned', plan, difference: comparedTo(replaces, plan) };
  } catch (error) {
    return signal.aborted ? undefined : { event: 'unplanned', problem: asProblem(error) };
  }
}

async function confirm(
  subject: PlanSubject,
  { plan, key, reason }: Extract<PlanState, { phase: 'sending' | 'looking' }>,
  signal: AbortSignal,
): Promise<PlanEvent | undefined> {
  try {
    const accepted = await subject.confirm({ hash: plan.hash, idempotencyKey: key, reason, signal });
    return { event: 'accepted', accepted };
  } catch (error) {
    if (signal.aborted) return undefined;
    const problem = asProblem(error);
    const failure = failureOf(problem);
    return failure === 'refused' ? { event: 'refused', problem } : { event: failure };
  }
}
