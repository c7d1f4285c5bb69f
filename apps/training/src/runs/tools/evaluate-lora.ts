import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger, indented } from '../../arguments/index.js';
import { evaluatedPart, evaluation, runReport } from '../../contract/index.js';
import { collectRun } from '../collect/collect-run.js';
import { evaluateRun } from '../collect/evaluate-run.js';
import type { RunParts } from '../run-parts.js';
import { collecting, jobId, logLines, passThreshold, reading } from './arguments.js';

const rubric = z.partialRecord(evaluatedPart, z.number().min(0).max(1_000));

const input = z.object({
  job_id: jobId,
  log_lines: logLines(1_000),
  include_dataset: z.boolean().default(true),
  include_nlp: z.boolean().default(true),
  max_dataset_files: clampedInteger(100, 20_000, 2_000),
  pass_threshold: passThreshold,
  rubric_weights: rubric.optional().describe('How much each part counts; those left out count as usual'),
});

const output = z.object({
  generated_at: z.string(),
  job_id: z.string(),
  inputs: input,
  evaluation,
  overall_score: evaluation.shape.overall_score,
  grade: evaluation.shape.grade,
  passed: evaluation.shape.passed,
  run_report: runReport,
});

export function evaluateLoraTool(parts: RunParts): Tool {
  return tool({
    name: 'evaluate-lora',
    title: 'Evaluate a trained model',
    description:
      'Scores a run from 0 to 100 by its loss, stability, speed, data set and captions, grades it from A to F, and says ' +
      'whether it passes and what is weak.',
    input,
    output,
    annotations: reading,
    text: indented,
    run: (inputs, signal, progress) => evaluated(parts, inputs, signal, progress),
  });
}

async function evaluated(
  parts: RunParts,
  inputs: z.output<typeof input>,
  signal: AbortSignal,
  progress: Parameters<typeof collectRun>[4],
): Promise<z.output<typeof output>> {
  const run = await collectRun(parts, inputs.job_id, collecting(inputs, inputs.log_lines), signal, progress);
  const result = evaluateRun(run, inputs.pass_threshold, inputs.rubric_weights);
  const { overall_score, grade, passed } = result;
  return {
    generated_at: parts.now().toISOString(),
    job_id: run.job.id,
    inputs,
    evaluation: result,
    overall_score,
    grade,
    passed,
    run_report: run.report,
  };
}
