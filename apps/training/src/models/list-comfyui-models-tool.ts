import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { clampedInteger } from '../arguments/index.js';
import type { Root } from '../places/index.js';
import { isModelFile, megabytes } from './model-files.js';
import { FileWalk } from './walk-files.js';

const model = z.object({
  name: z.string(),
  path: z.string().describe('What a config may name as its model'),
  relative_path: z.string(),
  size_bytes: z.int(),
});
const input = z.object({
  query: z.string().max(256).default('').describe('Part of a name or of a path below its root, in any case'),
  limit: clampedInteger(1, 500, 50),
});
const output = z.object({
  models: z.array(model),
  count: z.int(),
  truncated: z.boolean().describe('There are more than the limit, or than were looked through'),
  unreadable: z.int().describe('Files and folders that could not be looked at'),
  roots: z.array(z.object({ folder: z.string(), mounted: z.boolean() })),
});
type Listing = z.output<typeof output>;

/** listComfyuiModelsTool lists the models to train on. */
export function listComfyuiModelsTool(roots: readonly Root[]): Tool {
  return tool({
    name: 'list-comfyui-models',
    title: 'List models to train on',
    description:
      'Lists the model files in the folders of COMFYUI_MODEL_ROOTS, those near the top of a folder first. A path from ' +
      'this list can be the model_name of a training config.',
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: false },
    text: prose,
    run: ({ query, limit }, signal) => listed(roots, query.trim().toLowerCase(), limit, signal),
  });
}

async function listed(
  roots: readonly Root[],
  query: string,
  limit: number,
  signal: AbortSignal,
): Promise<Listing> {
  const seen = await Promise.all(
    roots.map(async (root) => ({ folder: root.folder, mounted: await root.isMounted() })),
  );
  if (!seen.some(({ mounted }) => mounted))
    throw new DomainError(
      'models_not_mounted',
      'none of the folders of COMFYUI_MODEL_ROOTS is on this machine',
    );
  const found: Listing = { models: [], count: 0, truncated: false, unreadable: 0, roots: seen };
  for (const { folder, mounted } of seen) if (mounted) await add(found, folder, query, limit, signal);
  found.count = found.models.length;
  return found;
}

async function add(
  found: Listing,
  folder: string,
  query: string,
  limit: number,
  signal: AbortSignal,
): Promise<void> {
  const walk = new FileWalk(folder);
  for await (const { name, relative, size } of walk.files(isModelFile, signal)) {
    if (!relative.toLowerCase().includes(query)) continue;
    if (found.models.length >= limit) {
      found.truncated = true;
      break;
    }
    found.models.push({ name, path: join(folder, relative), relative_path: relative, size_bytes: size });
  }
  found.truncated ||= walk.gaps.truncated;
  found.unreadable += walk.gaps.unreadable;
}

function prose({ models, truncated }: Listing): string {
  if (models.length === 0)
    return truncated ? 'No model found in what was looked through.' : 'No model found.';
  const lines = models.map(
    ({ name, path, size_bytes }) => `- ${name} (${megabytes(size_bytes)} MB): ${path}`,
  );
  const more = truncated ? ['There are more: ask with a query, or a higher limit.'] : [];
  return [`Models: ${models.length}`, ...lines, ...more].join('\n');
}
