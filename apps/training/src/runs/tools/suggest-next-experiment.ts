import { DomainError } from '@app/kernel';
import { tool, type Progress, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger, indented } from '../../arguments/index.js';
import { evaluation, runReport, type Evaluation } from '../../contract/index.js';
import { nextExperimentShape } from '../../experiments/index.js';
import type { RunEvidence } from '../collect/run-evidence.js';
import { collectRuns, skippedRun, type SkippedRun } from '../collect/collect-runs.js';
import { evaluateRun, nextExperimentAfter } from '../collect/evaluate-run.js';
import type { RunParts } from '../run-parts.js';
import { collecting, jobId, jobIds, logLines, passThreshold, reading, unique } from './arguments.js';

/** When nobody says which, so many of the newest jobs. */
const USUAL_CANDIDATES = 5;

const input = z.object({
  job_id: jobId.optional(),
  job_ids: jobIds.optional().describe('The five newest jobs when neither is told'),
  log_lines: logLines(1_000),
  include_dataset: z.boolean().default(true),
  include_nlp: z.boolean().default(true),
  max_dataset_files: clampedInteger(100, 20_000, 2_000),
  pass_threshold: passThreshold,
});
type Input = z.output<typeof input>;

const output = z.object({
  generated_at: z.string(),
  inputs: input,
  selected_job_id: z.string(),
  selected_evaluation: evaluation,
  selected_run_report: runReport,
  recommendation: nextExperimentShape,
  ...nextExperimentShape.shape,
  candidate_scores: z.array(
    z.object({
      job_id: z.string(),
      overall_score: z.number(),
      grade: evaluation.shape.grade,
      passed: z.boolean(),
    }),
  ),
  skipped_candidates: z.array(skippedRun),
});

export function suggestNextExperimentTool(parts: RunParts): Tool {
  return tool({
    name: 'suggest-next-experiment',
    title: 'Suggest the next experiment',
    description:
      'Takes the best of the runs and proposes the one change that is worth trying next, with a plan to check it.',
    input,
    output,
    annotations: reading,
    text: indented,
    run: (inputs, signal, progress) => suggested(parts, inputs, signal, progress),
  });
}

interface Candidate {
  readonly run: RunEvidence;
  readonly evaluation: Evaluation;
}

async function suggested(
  parts: RunParts,
  inputs: Input,
  signal: AbortSignal,
  progress: Progress,
): Promise<z.output<typeof output>> {
  const ids = await idsFor(parts, inputs, signal);
  const options = { ...collecting(inputs, inputs.log_lines), onlyTerminal: false };
  const { runs, skipped } = await collectRuns(parts, ids, options, signal, progress);
  const candidates = runs
    .map((run): Candidate => ({ run, evaluation: evaluateRun(run, inputs.pass_threshold) }))
    .sort(better);
  const [best] = candidates;
  if (best === undefined) throw nothingToEvaluate(skipped);
  const recommendation = nextExperimentAfter(best.run);
  return {
    generated_at: parts.now().toISOString(),
    inputs,
    selected_job_id: best.run.job.id,
    selected_evaluation: best.evaluation,
    selected_run_report: best.run.report,
    recommendation,
    ...recommendation,
    candidate_scores: candidates.map(scoreOf),
    skipped_candidates: [...skipped],
  };
}

async function idsFor(
  { backend }: RunParts,
  { job_id, job_ids = [] }: Input,
  signal: AbortSignal,
): Promise<string[]> {
  const named = unique([...(job_id === undefined ? [] : [job_id]), ...job_ids]);
  if (named.length > 0) return named;
  return (await backend.jobs(signal)).slice(0, USUAL_CANDIDATES).map(({ id }) => id);
}

/** Ids part the equally good, so that the answer is the same each time. */
function better(one: Candidate, other: Candidate): number {
  const difference = other.evaluation.overall_score - one.evaluation.overall_score;
  return difference || (one.run.job.id < other.run.job.id ? -1 : 1);
}

function scoreOf({ run, evaluation: { overall_score, grade, passed } }: Candidate) {
  return { job_id: run.job.id, overall_score, grade, passed };
}

function nothingToEvaluate(skipped: readonly SkippedRun[]): DomainError {
  const [first, ...others] = skipped;
  if (first === undefined)
    return new DomainError('no_evaluable_candidates', 'the backend has no jobs', { param: 'job_ids' });
  if (others.length === 0 && first.reason === 'job_not_found')
    return new DomainError('job_not_found', `there is no job ${JSON.stringify(first.job_id)}`, {
      param: 'job_id',
    });
  const reasons = skipped.slice(0, 5).map(({ job_id, reason }) => `${JSON.stringify(job_id)} ${reason}`);
  const message = `no run could be evaluated: ${reasons.join(', ')}`;
  return new DomainError('no_evaluable_candidates', message, { param: 'job_ids' });
}
