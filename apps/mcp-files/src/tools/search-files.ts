import { z } from 'zod';
import type { Roots } from '../roots/roots.js';
import type { Tool } from '../server/add-tool.js';
import { Globs } from '../walk/globs.js';
import { WalkBudget } from '../walk/walk-budget.js';
import { walkFiles } from '../walk/walk-files.js';
import { globList, includeIgnored, incomplete, path } from './argument-schemas.js';

const MOST = 5_000;

const input = z.strictObject({
  path,
  pattern: z
    .string()
    .min(1)
    .max(512)
    .describe('A glob: *, ?, **, [a-z], {a,b}. Without a slash it is for names in every folder.'),
  exclude: globList.describe('Globs of files to leave out.'),
  max_results: z.int().min(1).max(MOST).default(200),
  include_ignored: includeIgnored,
});
const output = z.object({ paths: z.array(z.string()), files_seen: z.int(), incomplete });

/** searchFiles is the tool search_files. */
export function searchFiles(roots: Roots): Tool<typeof input, typeof output> {
  return {
    name: 'search_files',
    title: 'Find files by name',
    description: 'Finds files in a folder and all below it by a glob. Leaves out what .gitignore leaves out.',
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: false },
    async run(args, call) {
      const [wanted, excluded] = [new Globs([args.pattern], 'pattern'), new Globs(args.exclude, 'exclude')];
      const budget = new WalkBudget(call.signal);
      const paths: string[] = [];
      let seen = 0;
      for await (const { shown, relative } of walkFiles(
        roots.place(args.path),
        args.include_ignored,
        budget,
      )) {
        await call.progress(++seen, `${seen} files seen`);
        if (!wanted.match(relative) || excluded.match(relative)) continue;
        if (paths.length === args.max_results) return { paths, files_seen: seen, incomplete: 'max_results' };
        paths.push(shown);
      }
      const { reason } = budget;
      return { paths, files_seen: seen, ...(reason !== undefined && { incomplete: reason }) };
    },
  };
}
