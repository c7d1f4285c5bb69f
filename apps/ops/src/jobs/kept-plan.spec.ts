import type { JobPayload, PlanStep } from '@app/jobs';
import { keptPlan } from './kept-plan.js';

const STEPS: PlanStep[] = [];
const HASH = `sha256:${'a'.repeat(64)}`;
const payload = { plan_hash: HASH, steps: STEPS } as unknown as JobPayload;

it('the plan of a job is its hash, its steps and its warnings', () => {
  const warnings = ['gateway depends on web'];
  expect(keptPlan({ payload, warnings })).toEqual({ hash: HASH, steps: STEPS, warnings });
});

it('a plan that warned of nothing is a plan', () => {
  expect(keptPlan({ payload, warnings: [] })).toEqual({ hash: HASH, steps: STEPS, warnings: [] });
});

it('a job from before warnings were kept has none, rather than one that seems to warn of nothing', () => {
  expect(keptPlan({ payload })).toBeUndefined();
  const { steps: _steps, ...stepless } = payload;
  expect(keptPlan({ payload: stepless, warnings: [] })).toBeUndefined();
});
