import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { KvStore } from '../vault/kv-store.js';
import { secretPath } from '../vault/secret-path.js';
import { pathArgument, reference, versionNumber } from './arguments.js';

const input = z.strictObject({
  path: pathArgument,
  version: versionNumber.optional().describe('The newest when absent'),
});
const hidden = z.object({
  path: z.string(),
  version: z.int(),
  created_time: z.string(),
  references: z
    .record(z.string(), z.string())
    .describe('By key: vault:<path>#<key>, which stands for the value'),
});
const shown = hidden.extend({ values: z.record(z.string(), z.unknown()).describe('By key') });
const annotations = { readOnlyHint: true, openWorldHint: false };

/** getSecretTool shows values only where `reveal` says so; otherwise they are not even asked for. */
export function getSecretTool(store: KvStore, reveal: boolean): Tool {
  return reveal ? revealing(store) : hiding(store);
}

function hiding(store: KvStore): Tool {
  return tool({
    name: 'get_secret',
    title: 'Look at a secret',
    description: 'Tells which keys a secret has, its version and its age. Values are not shown.',
    input,
    output: hidden,
    annotations,
    run: async ({ path, version }, signal) => {
      const { keys, ...about } = await store.keys({ path: secretPath(path), version, signal });
      return { path, ...about, references: references(path, keys) };
    },
  });
}

function revealing(store: KvStore): Tool {
  return tool({
    name: 'get_secret',
    title: 'Read a secret',
    description: 'Reads a secret with its values.',
    input,
    output: shown,
    annotations,
    run: async ({ path, version }, signal) => {
      const { data, ...about } = await store.read({ path: secretPath(path), version, signal });
      return { path, ...about, references: references(path, Object.keys(data)), values: data };
    },
  });
}

function references(path: string, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, reference(path, key)]));
}
