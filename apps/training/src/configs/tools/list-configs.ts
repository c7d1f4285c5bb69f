import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { ConfigStore } from '../config-store.js';

export function listConfigsTool(store: ConfigStore): Tool {
  return tool({
    name: 'list-configs',
    title: 'List training configs',
    description: 'Lists the names of all saved training configs.',
    input: z.object({}),
    output: z.object({ count: z.int(), configs: z.array(z.string()).describe('Sorted by name') }),
    annotations: { readOnlyHint: true, openWorldHint: false },
    text: ({ configs }) =>
      configs.length === 0
        ? 'There are no training configs yet.'
        : ['Training configs:', ...configs.map((name) => `- ${name}`)].join('\n'),
    run: async () => {
      const configs = await store.names();
      return { count: configs.length, configs };
    },
  });
}
