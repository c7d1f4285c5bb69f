import type { Tool } from '@app/tool-server';
import type { StatusParts } from './status-answer.js';
import type { StopParts } from './stop-job.js';
import { listTrainingJobsTool } from './tools/list-training-jobs.js';
import { startTrainingTool, type StartParts } from './tools/start-training.js';
import { stopTrainingTool } from './tools/stop-training.js';
import { systemStatsTool } from './tools/system-stats.js';
import { trainingLogsTool } from './tools/training-logs.js';
import { trainingStatusTool } from './tools/training-status.js';

export type JobToolParts = StartParts & StopParts & StatusParts;

/** jobTools start, stop and look at the backend's jobs. */
export function jobTools(parts: JobToolParts): readonly Tool[] {
  return [
    startTrainingTool(parts),
    trainingStatusTool(parts),
    stopTrainingTool(parts),
    listTrainingJobsTool(parts.backend),
    trainingLogsTool(parts.backend),
    systemStatsTool(parts.backend),
  ];
}
