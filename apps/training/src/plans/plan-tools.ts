import type { Tool } from '@app/tool-server';
import type { PlanParts } from './plan-parts.js';
import { recommendTrainingPlanTool } from './recommend-training-plan.js';

export function planTools(parts: PlanParts): readonly Tool[] {
  return [recommendTrainingPlanTool(parts)];
}
