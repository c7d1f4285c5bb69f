import { lstat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { z } from 'zod';
import { HeldFolder } from '../roots/held-folder.js';
import type { Roots } from '../roots/roots.js';
import type { Tool } from '../server/add-tool.js';
import { path } from './argument-schemas.js';

const MOST = 2_000;

const input = z.strictObject({
  path: path.default(''),
  max_results: z.int().min(1).max(MOST).default(500),
});
const entry = z.object({
  name: z.string(),
  type: z.enum(['root', 'folder', 'file', 'link', 'other']),
  size: z.int().optional().describe('Bytes of a file.'),
  read_only: z.boolean().optional().describe('Of a root.'),
});
const output = z.object({
  path: z.string(),
  entries: z.array(entry),
  truncated: z.boolean().describe('There are more entries.'),
});
type Entry = z.output<typeof entry>;

/** listDirectory is the tool list_directory. */
export function listDirectory(roots: Roots): Tool<typeof input, typeof output> {
  return {
    name: 'list_directory',
    title: 'List a folder',
    description:
      'Lists what is in a folder, by name. An empty path lists the roots, which every path begins with.',
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: false },
    async run({ path: given, max_results }, { signal }) {
      if (given === '') return { path: '', entries: rootEntries(roots), truncated: false };
      const place = roots.place(given);
      await using folder = await HeldFolder.open(place);
      const { entries, whole } = await folder.entries();
      const listed: Entry[] = [];
      for (const one of entries.slice(0, max_results)) {
        signal.throwIfAborted();
        listed.push(await entryOf(folder, one));
      }
      return { path: place.shown, entries: listed, truncated: !whole || entries.length > max_results };
    },
  };
}

function rootEntries(roots: Roots): Entry[] {
  return roots.list.map(({ name, writable }) => ({ name, type: 'root', read_only: !writable }));
}

async function entryOf(folder: HeldFolder, entry: Dirent): Promise<Entry> {
  const { name } = entry;
  if (entry.isDirectory()) return { name, type: 'folder' };
  if (entry.isSymbolicLink()) return { name, type: 'link' };
  if (!entry.isFile()) return { name, type: 'other' };
  try {
    return { name, type: 'file', size: (await lstat(folder.at(name))).size };
  } catch (error) {
    // It has gone since the folder was read.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { name, type: 'file' };
    throw error;
  }
}
