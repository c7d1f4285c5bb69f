import { z } from 'zod';
import { replaceFile } from '../roots/replace-file.js';
import type { Roots } from '../roots/roots.js';
import type { Tool } from '../server/add-tool.js';
import { ToolFailure } from '../server/tool-failure.js';
import { path } from './argument-schemas.js';

const MOST_BYTES = 4 * 1024 * 1024;

const input = z.strictObject({
  path,
  content: z.string().describe(`The whole text of the file, at most ${MOST_BYTES} bytes of UTF-8.`),
  create_folders: z.boolean().default(false).describe('Make the folders on the way that are not there.'),
});
const output = z.object({ path: z.string(), size: z.int(), created: z.boolean() });

/** writeFile is the tool write_file. */
export function writeFile(roots: Roots): Tool<typeof input, typeof output> {
  return {
    name: 'write_file',
    title: 'Write a file',
    description: 'Writes a whole text file, new or in place of one. Readers see the old file or the new one.',
    input,
    output,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    async run(args, { signal }) {
      const place = roots.place(args.path);
      if (!place.root.writable)
        throw new ToolFailure('path', `is in "${place.root.name}", which is read-only`);
      if (place.inside === '') throw new ToolFailure('path', 'is a root, wanted a file');
      const bytes = Buffer.from(args.content);
      if (bytes.length > MOST_BYTES) {
        throw new ToolFailure('content', `is ${bytes.length} bytes long, wanted at most ${MOST_BYTES}`);
      }
      const created = await replaceFile(place, bytes, args.create_folders, signal);
      return { path: place.shown, size: bytes.length, created };
    },
  };
}
