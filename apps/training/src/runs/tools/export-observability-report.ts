import { dirname } from 'node:path';
import { tool, type Progress, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger, indented } from '../../arguments/index.js';
import { health, type Evaluation } from '../../contract/index.js';
import { takeSystemSnapshot } from '../../jobs/index.js';
import { DEFAULT_PASS_THRESHOLD } from '../../scores/index.js';
import { collectRun } from '../collect/collect-run.js';
import type { RunEvidence } from '../collect/run-evidence.js';
import { evaluateRun } from '../collect/evaluate-run.js';
import { snapshotOf, type Snapshot } from '../observability/snapshot.js';
import { markdownReport } from '../report/markdown-report.js';
import { reportPaths, writeReport } from '../report/report-files.js';
import { reportName } from '../report/report-name.js';
import type { RunParts } from '../run-parts.js';
import { collecting, configName, datasetPath, jobId, logLines } from './arguments.js';

const EXCERPT_LINES = 120;

const input = z.object({
  job_id: jobId,
  config_name: configName,
  dataset_path: datasetPath,
  output_dir: z.string().min(1).max(4_096).default('reports').describe('A folder of the outputs'),
  filename_prefix: z.string().min(1).max(100).default('observability'),
  lines: logLines(800),
  max_dataset_files: clampedInteger(100, 50_000, 2_000),
  include_dataset: z.boolean().default(true),
  include_nlp: z.boolean().default(true),
  include_evaluation: z.boolean().default(true),
  include_raw_log_excerpt: z.boolean().default(false),
});
type Input = z.output<typeof input>;

const output = z.object({
  success: z.literal(true),
  job_id: z.string(),
  json_report_path: z.string(),
  markdown_report_path: z.string(),
  json_path: z.string().describe('The same as json_report_path'),
  markdown_path: z.string().describe('The same as markdown_report_path'),
  output_dir: z.string(),
  overall_health: health,
  alert_count: z.int(),
  evaluation_score: z.number().nullable(),
});

export function exportObservabilityReportTool(parts: RunParts): Tool {
  return tool({
    name: 'export-observability-report',
    title: 'Write a report of a run',
    description:
      'Writes what is known of a run into two files among the outputs: JSON for programs, Markdown for people.',
    input,
    output,
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    text: indented,
    run: (inputs, signal, progress) => exported(parts, inputs, signal, progress),
  });
}

async function exported(
  parts: RunParts,
  inputs: Input,
  signal: AbortSignal,
  progress: Progress,
): Promise<z.output<typeof output>> {
  const at = parts.now();
  const place = [inputs.output_dir, reportName(inputs.filename_prefix, inputs.job_id, at)] as const;
  // So that a wrong folder is told before anything is read.
  await reportPaths(parts.places.outputs, ...place);
  const run = await collectRun(parts, inputs.job_id, collecting(inputs, inputs.lines), signal, progress);
  const shot = snapshotOf(run, await takeSystemSnapshot(parts.backend, signal), {
    generatedAt: at.toISOString(),
    requestedLines: inputs.lines,
    excerptLines: inputs.include_raw_log_excerpt ? EXCERPT_LINES : undefined,
  });
  const evaluation = inputs.include_evaluation ? evaluateRun(run, DEFAULT_PASS_THRESHOLD) : undefined;
  const texts = {
    json: `${indented(wholeOf(run, shot, evaluation))}\n`,
    markdown: markdownReport(shot, run.report.metrics.convergence_score, evaluation),
  };
  const paths = await writeReport(parts.places.outputs, place, texts);
  return {
    success: true,
    job_id: run.job.id,
    json_report_path: paths.json,
    markdown_report_path: paths.markdown,
    json_path: paths.json,
    markdown_path: paths.markdown,
    output_dir: dirname(paths.json),
    overall_health: shot.overall_health,
    alert_count: shot.alerts.length,
    evaluation_score: evaluation?.overall_score ?? null,
  };
}

function wholeOf({ job, report }: RunEvidence, shot: Snapshot, evaluation: Evaluation | undefined) {
  const snapshot = { ...shot, run_report: report };
  const judged = evaluation ?? { skipped: true };
  return { generated_at: shot.generated_at, job_id: job.id, snapshot, evaluation: judged };
}
