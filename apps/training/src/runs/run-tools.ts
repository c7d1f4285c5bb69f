import type { Tool } from '@app/tool-server';
import type { RunParts } from './run-parts.js';
import { compareTrainingRunsTool } from './tools/compare-training-runs.js';
import { evaluateLoraTool } from './tools/evaluate-lora.js';
import { exportObservabilityReportTool } from './tools/export-observability-report.js';
import { trainingObservabilityTool } from './tools/get-training-observability.js';
import { suggestNextExperimentTool } from './tools/suggest-next-experiment.js';

/** runTools look at runs: what they did, how good they are, which is the best, and what to try next. */
export function runTools(parts: RunParts): readonly Tool[] {
  return [
    compareTrainingRunsTool(parts),
    evaluateLoraTool(parts),
    suggestNextExperimentTool(parts),
    exportObservabilityReportTool(parts),
    trainingObservabilityTool(parts),
  ];
}
