import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import { configName } from '../config-name.js';
import type { ConfigStore } from '../config-store.js';

export function getConfigTool(store: ConfigStore): Tool {
  return tool({
    name: 'get-config',
    title: 'Look at a training config',
    description: 'Shows a saved training config as YAML.',
    input: z.object({ name: configName }),
    output: z.object({
      name: z.string(),
      config: z.record(z.string(), z.unknown()),
      yaml: z.string().describe('The file as it stands'),
    }),
    annotations: { readOnlyHint: true, openWorldHint: false },
    text: ({ yaml }) => yaml,
    run: async ({ name }) => {
      const { config, text } = await store.read(name, 'name');
      return { name, config: { ...config }, yaml: text };
    },
  });
}
