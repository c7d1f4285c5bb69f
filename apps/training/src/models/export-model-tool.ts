import { DomainError } from '@app/kernel';
import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { savedModels, type SavedModel } from './choose-model.js';
import { exportedPath } from './exported-path.js';
import { megabytes, MODEL_FORMATS, type ModelFormat } from './model-files.js';
import type { ModelBackend } from './model-parts.js';

const MOST_NAMED = 100;

const file = z.object({ path: z.string().describe('Below the outputs'), size_bytes: z.int() });
const input = z.object({
  job_id: z.string().min(1).max(256),
  format: z.enum(MODEL_FORMATS).default('safetensors').describe('Nothing is converted'),
});
const output = z.object({
  job_id: z.string(),
  job_name: z.string(),
  job_status: z.string(),
  format: z.enum(MODEL_FORMATS),
  model_path: z.string().describe('Below the outputs, as download-model takes it'),
  size_bytes: z.int(),
  size_mb: z.number(),
  step: z.int().nullable().describe('Null for the final model'),
  is_final: z.boolean(),
  files: z.array(file).describe('More than one where a model is trained in stages'),
  available: z
    .array(z.object({ path: z.string(), size_bytes: z.int(), step: z.int().nullable() }))
    .describe('All that the job has saved, the best first'),
});
type Exported = z.output<typeof output>;

/** exportModelTool says which file is the model that a job has trained. */
export function exportModelTool(backend: ModelBackend): Tool {
  return tool({
    name: 'export-model',
    title: 'Find the trained model',
    description:
      'Tells where the model of a job is: the final one, else that of the latest step. Files are found, not converted.',
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: true },
    text: prose,
    run: ({ job_id, format }, signal) => exported(backend, job_id, format, signal),
  });
}

async function exported(
  backend: ModelBackend,
  jobId: string,
  format: ModelFormat,
  signal: AbortSignal,
): Promise<Exported> {
  const job = await backend.job(jobId, signal);
  const [files, { training }] = await Promise.all([backend.files(jobId, signal), backend.folders(signal)]);
  const models = savedModels(job.name, files, format);
  const [best] = models;
  if (best === undefined) throw nothingSaved(format, savedModels(job.name, files, 'safetensors').length);
  const placed = (model: SavedModel) =>
    model.files.map(({ path, size }) => ({ path: exportedPath(path, training, job.name), size_bytes: size }));
  const chosen = placed(best);
  const size = chosen.reduce((sum, { size_bytes }) => sum + size_bytes, 0);
  return {
    job_id: job.id,
    job_name: job.name,
    job_status: job.status,
    format,
    model_path: chosen[0]?.path ?? '',
    size_bytes: size,
    size_mb: megabytes(size),
    step: best.step ?? null,
    is_final: best.step === undefined,
    files: chosen,
    available: models
      .flatMap((model) => placed(model).map((file) => ({ ...file, step: model.step ?? null })))
      .slice(0, MOST_NAMED),
  };
}

function nothingSaved(format: ModelFormat, safetensors: number): DomainError {
  if (format === 'safetensors' || safetensors === 0)
    return new DomainError('model_not_found', 'the job has saved no model yet', { param: 'job_id' });
  const message = `the job has no .${format} file, and nothing is converted; wanted format safetensors`;
  return new DomainError('model_format_not_found', message, { param: 'format' });
}

function prose({ model_path, size_mb, step, job_status, files }: Exported): string {
  const which = step === null ? 'The final model' : `The model of step ${step} (the job is ${job_status})`;
  const others = files.slice(1).map(({ path }) => `- its other stage: ${path}`);
  return [`${which}: ${model_path}, ${size_mb} MB`, ...others].join('\n');
}
