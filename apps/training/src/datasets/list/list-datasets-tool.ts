import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { DatasetLibrary } from '../dataset-library.js';

const MOST_LISTED = 1_000;

const output = z.object({
  datasets: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      image_count: z.int().describe('Images that the trainer reads, in nested folders too'),
    }),
  ),
  count: z.int(),
  truncated: z.boolean().describe(`There are more than ${MOST_LISTED}`),
  stored: z.enum(['mounted', 'backend']),
});
type Result = z.output<typeof output>;

export function listDatasetsTool(library: DatasetLibrary): Tool {
  return tool({
    name: 'list-datasets',
    title: 'List data sets',
    description: 'Lists the data sets, each with the number of its images.',
    input: z.object({}),
    output,
    annotations: { readOnlyHint: true, openWorldHint: false },
    text: spoken,
    run: async (_args, signal, progress) => {
      const shelf = await library.shelf();
      const names = await shelf.names(signal);
      const listed = names.slice(0, MOST_LISTED);
      const datasets: Result['datasets'] = [];
      for (const [at, name] of listed.entries()) {
        const folder = await shelf.open(name, signal);
        if (typeof folder === 'string') continue;
        const { images } = await folder.list(signal);
        datasets.push({ name, path: folder.path, image_count: images.length });
        await progress(at + 1, `${at + 1} of ${listed.length} data sets`, listed.length);
      }
      return {
        datasets,
        count: datasets.length,
        truncated: listed.length < names.length,
        stored: shelf.kind,
      };
    },
  });
}

function spoken({ datasets, truncated }: Result): string {
  if (datasets.length === 0) return 'No data sets found.';
  const lines = datasets.map(
    ({ name, image_count: images }) => `- ${name}: ${images} ${images === 1 ? 'image' : 'images'}`,
  );
  return ['Data sets:', ...lines, ...(truncated ? [`Only the first ${MOST_LISTED} are listed.`] : [])].join(
    '\n',
  );
}
