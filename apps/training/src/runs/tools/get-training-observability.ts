import { tool, type Progress, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger, indented } from '../../arguments/index.js';
import { evaluation, runReport, skipped } from '../../contract/index.js';
import { nextExperimentShape } from '../../experiments/index.js';
import { intelligence, intelligenceOf } from '../../intelligence/index.js';
import { takeSystemSnapshot } from '../../jobs/index.js';
import { collectRun } from '../collect/collect-run.js';
import type { RunEvidence } from '../collect/run-evidence.js';
import { evaluateRun, nextExperimentAfter } from '../collect/evaluate-run.js';
import { baselineComparison, compareWithBaselines } from '../observability/baseline-comparison.js';
import { snapshot, snapshotOf } from '../observability/snapshot.js';
import type { RunParts } from '../run-parts.js';
import {
  collecting,
  configName,
  datasetPath,
  jobId,
  jobIds,
  MOST_RUNS,
  passThreshold,
  reading,
} from './arguments.js';

const input = z.object({
  job_id: jobId,
  lines: clampedInteger(10, 20_000, 500),
  config_name: configName,
  dataset_path: datasetPath,
  include_dataset: z.boolean().default(true),
  include_nlp: z.boolean().default(true),
  include_raw_log_excerpt: z.boolean().default(false),
  excerpt_lines: clampedInteger(10, 1_000, 120),
  max_dataset_files: clampedInteger(100, 20_000, 5_000),
  include_evaluation: z.boolean().default(true),
  include_next_experiment: z.boolean().default(true),
  pass_threshold: passThreshold,
  include_baseline_comparison: z.boolean().default(false),
  baseline_job_ids: jobIds.default([]).describe('The newest jobs that have ended when empty'),
  baseline_limit: clampedInteger(1, MOST_RUNS, 5),
});
type Input = z.output<typeof input>;

const MODE = 'deep_log_intelligence';

const output = snapshot.extend({
  analysis_mode: z.literal(MODE),
  inputs: input,
  run_report: runReport,
  evaluation: z.union([evaluation, skipped]),
  intelligence,
  next_experiment: z.union([nextExperimentShape, skipped]),
  baseline_comparison: z.union([baselineComparison, skipped]),
});
type Output = z.output<typeof output>;

const left = { skipped: true } as const;

export function trainingObservabilityTool(parts: RunParts): Tool {
  return tool({
    name: 'get-training-observability',
    title: 'Observe a training run',
    description:
      'Everything about one run in one call: speed, loss, errors, data set, captions, alerts, what holds it back, how good ' +
      'it is, what to try next, and where it stands among others.',
    input,
    output,
    annotations: reading,
    text: indented,
    run: (inputs, signal, progress) => observed(parts, inputs, signal, progress),
  });
}

async function observed(
  parts: RunParts,
  inputs: Input,
  signal: AbortSignal,
  progress: Progress,
): Promise<Output> {
  const run = await collectRun(parts, inputs.job_id, collecting(inputs, inputs.lines), signal, progress);
  const [system, comparison] = await Promise.all([
    takeSystemSnapshot(parts.backend, signal),
    inputs.include_baseline_comparison ? compared(parts, run, inputs, signal) : left,
  ]);
  const shot = snapshotOf(run, system, {
    generatedAt: parts.now().toISOString(),
    requestedLines: inputs.lines,
    excerptLines: inputs.include_raw_log_excerpt ? inputs.excerpt_lines : undefined,
  });
  return {
    ...shot,
    analysis_mode: MODE,
    inputs,
    run_report: run.report,
    ...judgementOf(run, inputs),
    baseline_comparison: comparison,
  };
}

function judgementOf(run: RunEvidence, inputs: Input) {
  const threshold = inputs.pass_threshold;
  const result = inputs.include_evaluation ? evaluateRun(run, threshold) : undefined;
  return {
    evaluation: result ?? left,
    intelligence: intelligenceOf({ ...run, evaluation: result, passThreshold: threshold }),
    next_experiment: inputs.include_next_experiment ? nextExperimentAfter(run) : left,
  };
}

async function compared(parts: RunParts, run: RunEvidence, inputs: Input, signal: AbortSignal) {
  return await compareWithBaselines(
    parts,
    run,
    {
      ...collecting(inputs, inputs.lines),
      // Those of this run say nothing about the others.
      configName: undefined,
      datasetPath: undefined,
      onlyTerminal: false,
      jobIds: inputs.baseline_job_ids,
      limit: inputs.baseline_limit,
    },
    signal,
  );
}
