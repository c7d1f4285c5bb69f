import { DomainError, isJsonObject } from '@app/kernel';
import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { indented } from '../arguments/index.js';
import { Seats } from '../backend/index.js';
import { BackendSource } from './backend-source.js';
import { base64Of, tooLarge, type Base64Content } from './base64-content.js';
import { baseName, isModelFile } from './model-files.js';
import { modelNotes } from './model-notes.js';
import type { ModelParts } from './model-parts.js';
import { discard, type ModelSource, type OpenedModel } from './model-source.js';
import { MountedSource } from './mounted-source.js';

/** Nobody reads more as text, and it would be sent twice. */
const MOST_LETTERS_IN_TEXT = 1024 * 1024;

const NAME = 'download-model';
/** Each may be of `inlineLimit` bytes, and is held as text. */
export const DOWNLOADS_AT_ONCE = 2;

const input = z.object({
  model_path: z.string().min(1).max(4_096).describe('Below the outputs'),
  include_metadata: z.boolean().default(true),
  include_content: z.boolean().default(true).describe('False for a large model: the answer says where it is'),
});
const output = z.object({
  filename: z.string(),
  content: z.string().nullable().describe('The whole file in base64; null when it was not wanted'),
  size: z.int().nullable().describe('In bytes'),
  path: z.string().describe('Below the outputs'),
  sha256: z.string().nullable().describe('Of the file, in hexadecimal; null without the content'),
  backend_path: z
    .string()
    .nullable()
    .describe("Where the backend's HTTP server gives the file, for large ones"),
  metadata: z.unknown(),
  metadata_source: z.string().nullable(),
  training_config: z.unknown(),
  problems: z.array(z.string()).describe('Files beside the model that could not be read'),
});
type Downloaded = z.output<typeof output>;
const NO_NOTES = { metadata: null, metadata_source: null, training_config: null, problems: [] };

/** downloadModelTool gives a trained model with what is known of it. */
export function downloadModelTool(parts: ModelParts): Tool {
  const seats = new Seats(DOWNLOADS_AT_ONCE);
  return tool({
    name: NAME,
    title: 'Download a trained model',
    description:
      'Gives a model of the outputs in base64, with the metadata and the config that lie beside it. A model above ' +
      "the server's limit is refused: ask with include_content false where to fetch it. As text, content of more than " +
      '1 MiB is left out.',
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: true },
    text: withoutMuchContent,
    run: (args, signal) => {
      const download = () => downloaded(parts, args, signal);
      return args.include_content ? seats.take(download, signal) : download();
    },
  });
}

/** Whether a call, of any tool and not checked yet, asks for all bytes of a model. */
export function isWholeDownload(tool: unknown, args: unknown): boolean {
  if (typeof tool !== 'string' || tool.trim() !== NAME) return false;
  return !isJsonObject(args) || args['include_content'] !== false;
}

async function downloaded(
  { places: { outputs }, backend, media, inlineLimit }: ModelParts,
  { model_path, include_metadata, include_content }: z.output<typeof input>,
  signal: AbortSignal,
): Promise<Downloaded> {
  if (!isModelFile(baseName(model_path)))
    throw new DomainError('invalid_argument', 'got a file that is no model', { param: 'model_path' });
  const remote = new BackendSource(backend, media, outputs.folder);
  const source: ModelSource = (await outputs.isMounted()) ? new MountedSource(outputs) : remote;
  const model = await source.open(model_path, signal);
  const body = include_content ? await contentOf(model, inlineLimit, signal) : await nothingOf(model);
  const notes = include_metadata ? await modelNotes(source, model, signal) : NO_NOTES;
  const backendPath = include_content ? null : await remote.address(model.path, signal);
  return { filename: baseName(model.path), ...body, path: model.path, backend_path: backendPath, ...notes };
}

async function contentOf(model: OpenedModel, limit: number, signal: AbortSignal): Promise<Base64Content> {
  if (model.size !== undefined && model.size > limit) {
    await discard(model.stream);
    throw tooLarge(model.size, limit);
  }
  return base64Of(model.stream, limit, signal);
}

async function nothingOf(model: OpenedModel) {
  await discard(model.stream);
  return { content: null, sha256: null, size: model.size ?? null };
}

function withoutMuchContent(result: Downloaded): string {
  if ((result.content?.length ?? 0) <= MOST_LETTERS_IN_TEXT) return indented(result);
  return indented({ ...result, content: null, content_note: 'in the structured content alone' });
}
