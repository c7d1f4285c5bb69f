import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { KvStore } from '../vault/kv-store.js';
import { folderPath } from '../vault/secret-path.js';

const MOST = 1_000;
const input = z.strictObject({
  path: z.string().max(1_024).default('').describe('The folder, as app; the top when absent'),
});
const output = z.object({
  path: z.string(),
  secrets: z.array(z.string()),
  folders: z.array(z.string()),
  more: z.int().describe('How many names were left out'),
});

export function listSecretsTool(store: KvStore): Tool {
  return tool({
    name: 'list_secrets',
    title: 'List secrets',
    description: 'Lists the secrets and folders of one folder, by name.',
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: false },
    run: async ({ path }, signal) => {
      const names = await store.list(folderPath(path), signal);
      const told = names.slice(0, MOST);
      return {
        path,
        secrets: told.filter((name) => !name.endsWith('/')),
        folders: told.filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1)),
        more: names.length - told.length,
      };
    },
  });
}
