import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { exportedModel } from './exported-model.js';
import { exportedInFolder, exportedOnBackend, type ExportedModels } from './exported-models.js';
import type { ModelParts } from './model-parts.js';

const output = z.object({
  models: z.array(exportedModel),
  count: z.int(),
  truncated: z.boolean().describe('There are more than were looked through, or than are listed'),
  unreadable: z.int().describe('Files and folders that could not be looked at'),
  source: z.enum(['outputs', 'backend']),
});

/** listExportedModelsTool lists the models that were trained. */
export function listExportedModelsTool({ places: { outputs }, backend }: ModelParts): Tool {
  return tool({
    name: 'list-exported-models',
    title: 'List trained models',
    description:
      'Lists the trained models of all jobs, the newest first. Where the outputs are not on this machine, the backend ' +
      'is asked for those of its newest jobs.',
    input: z.object({}),
    output,
    annotations: { readOnlyHint: true, openWorldHint: true },
    text: prose,
    run: async (_args, signal) => {
      const mounted = await outputs.isMounted();
      const found = mounted
        ? await exportedInFolder(outputs.folder, signal)
        : await exportedOnBackend(backend, signal);
      return {
        ...found,
        count: found.models.length,
        source: mounted ? ('outputs' as const) : ('backend' as const),
      };
    },
  });
}

function prose({ models, truncated }: ExportedModels): string {
  if (models.length === 0) return 'No trained model found.';
  const lines = models.map(({ name, path, size_mb, modified }) => {
    return `- ${name}: ${path}, ${size_mb} MB${modified === null ? '' : `, ${modified}`}`;
  });
  return [`Trained models: ${models.length}`, ...lines, ...(truncated ? ['There are more.'] : [])].join('\n');
}
