import { z } from 'zod';
import { GOAL_PROFILES, PROFILE_NAMES } from './plan-rules.js';

const plannedRun = z.object({
  profile: z.enum(PROFILE_NAMES),
  model_name: z.string().nullable(),
  resolution: z.int(),
  batch_size: z.int(),
  learning_rate: z.number(),
  steps: z.int(),
  rank: z.int(),
  alpha: z.int(),
  low_vram: z.boolean(),
  estimated_minutes: z.number(),
});
export type PlannedRun = z.output<typeof plannedRun>;

export const trainingPlan = z.object({
  goal_profile: z.enum(GOAL_PROFILES),
  is_flux_model: z.boolean(),
  confidence: z.number(),
  estimated_steps_per_minute: z.number(),
  recommended_plan: plannedRun,
  alternative_plans: z.array(plannedRun).describe('Fast, balanced and quality'),
  assumptions: z.array(z.string()),
  warnings: z.array(z.string()),
  rationale: z.array(z.string()),
});
export type TrainingPlan = z.output<typeof trainingPlan>;
