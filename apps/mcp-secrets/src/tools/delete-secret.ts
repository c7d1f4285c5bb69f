import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { KvStore } from '../vault/kv-store.js';
import { secretPath } from '../vault/secret-path.js';
import { pathArgument, versionNumber } from './arguments.js';

const input = z.strictObject({
  path: pathArgument,
  versions: z.array(versionNumber).min(1).max(100).optional().describe('The newest alone when absent'),
});
const output = z.object({
  path: z.string(),
  deleted: z.union([z.literal('newest'), z.array(z.int())]),
});

export function deleteSecretTool(store: KvStore): Tool {
  return tool({
    name: 'delete_secret',
    title: 'Delete a secret',
    description:
      'Marks versions of a secret as deleted. An operator can bring them back; nothing is destroyed.',
    input,
    output,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    run: async ({ path, versions }, signal) => {
      await store.delete(secretPath(path), versions, signal);
      return { path, deleted: versions ?? ('newest' as const) };
    },
  });
}
