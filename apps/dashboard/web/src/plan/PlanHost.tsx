import { lazy, Suspense, useEffect } from 'react';
import { useOpenPlan } from './plan-store.js';

const load = () => import('./PlanDialog.js');
const PlanDialog = lazy(async () => ({ default: (await load()).PlanDialog }));

/** Long enough after the start not to be in its way. */
const FETCH_AFTER_MS = 2_000;

/** PlanHost is mounted once: the dialog of whatever `openPlan` was called for. Its code is there before it is wanted. */
export function PlanHost() {
  const subject = useOpenPlan();
  useEffect(() => {
    const timer = setTimeout(() => void load(), FETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return <Suspense>{subject && <PlanDialog subject={subject} />}</Suspense>;
}
