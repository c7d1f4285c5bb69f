import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { KvStore } from '../vault/kv-store.js';
import { secretPath } from '../vault/secret-path.js';
import { checkedData, pathArgument, secretText } from './arguments.js';

const input = z.strictObject({
  path: pathArgument,
  data: z.record(z.string(), secretText).describe('Values by key'),
  merge: z
    .boolean()
    .default(false)
    .describe(
      'True: keys that are not in data keep their values. False: they are gone from the new version.',
    ),
  cas: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .optional()
    .describe('Change it only if it is at this version; 0: only if it is not there yet'),
});
const output = z.object({ path: z.string(), version: z.int(), created_time: z.string() });

export function setSecretTool(store: KvStore): Tool {
  return tool({
    name: 'set_secret',
    title: 'Write a secret',
    description:
      'Writes a new version of a secret. Older versions are kept, as far as Vault is set to keep them.',
    input,
    output,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    run: async ({ path, data, merge, cas }, signal) => {
      const change = { path: secretPath(path), data: checkedData(data), cas, signal };
      const { version, created_time } = await (merge ? store.merge(change) : store.write(change));
      return { path, version, created_time };
    },
  });
}
