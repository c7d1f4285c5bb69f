import { DomainError } from '@app/kernel';
import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { DatasetLibrary } from '../dataset-library.js';
import { UPLOAD_LIMITS } from '../limits.js';
import { SKIP_CODES, SKIP_REASONS } from './skip-reasons.js';
import { Upload, type UploadOutcome } from './upload.js';

const MOST_NAME = 1_024;

const input = z.object({
  dataset_name: z
    .string()
    .min(1)
    .max(MOST_NAME)
    .describe(
      'A data set that is there, or a new one, whose name is put in lower case with `_` between words',
    ),
  images: z
    .array(
      z.object({
        filename: z.string().max(MOST_NAME).describe('Only its last part counts'),
        content: z.string().describe('The bytes of the image in base64'),
        caption: z.string().optional().describe('Written beside the image, into a .txt of the same name'),
      }),
    )
    .min(1)
    .max(UPLOAD_LIMITS.images),
});

const output = z.object({
  dataset_name: z.string(),
  dataset_path: z.string(),
  stored: z.enum(['mounted', 'backend']).describe('Written on this machine, or sent to the backend'),
  images_saved: z.int(),
  captions_saved: z.int(),
  replaced_count: z.int().describe('Images that were there under the same name'),
  skipped_count: z.int(),
  skipped: z
    .array(
      z.object({ index: z.int(), filename: z.string(), reason: z.enum(SKIP_CODES), message: z.string() }),
    )
    .describe('Images of the call that were left out, and why'),
});
type Result = z.output<typeof output>;

export function uploadDatasetTool(library: DatasetLibrary): Tool {
  return tool({
    name: 'upload-dataset',
    title: 'Upload a data set',
    description:
      'Adds images and their captions to a data set, which is made when it is not there. An image that cannot be taken is ' +
      'left out and named, with the reason.',
    input,
    output,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    text: spoken,
    run: async ({ dataset_name: name, images }, signal, progress) => {
      const shelf = await library.shelf();
      const target = await shelf.target(name, signal);
      const upload = new Upload(target);
      const outcomes: UploadOutcome[] = [];
      for (const image of images) {
        signal.throwIfAborted();
        outcomes.push(await upload.add(image, signal));
        await progress(outcomes.length, `${outcomes.length} of ${images.length} images`, images.length);
      }
      const told = { dataset_name: target.name, dataset_path: target.path, stored: shelf.kind };
      return { ...told, ...counted(images, outcomes) };
    },
  });
}

type Images = z.output<typeof input>['images'];

function counted(images: Images, outcomes: readonly UploadOutcome[]) {
  const saved = outcomes.filter((outcome) => 'saved' in outcome);
  const skipped = outcomes.flatMap((outcome, index) =>
    'saved' in outcome ? [] : [skip(index, images[index]?.filename ?? '', outcome.skipped)],
  );
  if (saved.length === 0) throw noneSaved(skipped);
  return {
    images_saved: saved.length,
    captions_saved: outcomes.filter((outcome, at) => 'saved' in outcome && images[at]?.caption !== undefined)
      .length,
    replaced_count: saved.filter(({ replaced }) => replaced).length,
    skipped_count: skipped.length,
    skipped,
  };
}

function skip(index: number, filename: string, reason: keyof typeof SKIP_REASONS): Result['skipped'][number] {
  return {
    index,
    filename: filename.slice(-UPLOAD_LIMITS.fileNameBytes),
    reason,
    message: SKIP_REASONS[reason],
  };
}

function noneSaved(skipped: Result['skipped']): DomainError {
  const reasons = [...new Set(skipped.map(({ message }) => message))];
  return new DomainError(
    'no_images_saved',
    `none of ${skipped.length} images could be taken: ${reasons.join('; ')}`,
    {
      param: 'images',
    },
  );
}

function spoken(result: Result): string {
  const { images_saved: images, captions_saved: captions, skipped } = result;
  return [
    `The data set ${result.dataset_name} is at ${result.dataset_path}.`,
    `Images saved: ${images}. Captions saved: ${captions}. Replaced: ${result.replaced_count}. Skipped: ${result.skipped_count}.`,
    ...skipped.map(({ index, filename, message }) => `- image ${index + 1} (${filename}): ${message}`),
  ].join('\n');
}
