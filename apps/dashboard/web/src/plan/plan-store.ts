import { useSyncExternalStore } from 'react';
import type { PlanSubject } from './plan-view.js';

let subject: PlanSubject | undefined;
const listeners = new Set<() => void>();

/** openPlan opens the plan dialog: nothing is sent but the question what would happen. */
export function openPlan(wanted: PlanSubject): void {
  subject = wanted;
  for (const listener of listeners) listener();
}

export function closePlan(): void {
  subject = undefined;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useOpenPlan(): PlanSubject | undefined {
  return useSyncExternalStore(subscribe, () => subject);
}
