import { z } from 'zod';
import type { Roots } from '../roots/roots.js';
import { ContentSearch } from '../search/content-search.js';
import { lineFinder } from '../search/line-finder.js';
import type { Tool } from '../server/add-tool.js';
import { Globs } from '../walk/globs.js';
import { globList, includeIgnored, incomplete, path } from './argument-schemas.js';

const MOST = 1_000;

const input = z.strictObject({
  path,
  query: z.string().min(1).max(1_000).describe('A regular expression of RE2; with literal, a text.'),
  literal: z.boolean().default(false).describe('The query is a text, not an expression.'),
  case_sensitive: z.boolean().default(true),
  include: globList.describe('Globs of the files to look into; all of them without any.'),
  exclude: globList.describe('Globs of files to leave out.'),
  context_lines: z.int().min(0).max(10).default(0).describe('Lines to show before and after each match.'),
  max_results: z.int().min(1).max(MOST).default(100),
  include_ignored: includeIgnored,
});
const match = z.object({
  path: z.string(),
  line: z.int(),
  column: z.int(),
  text: z.string(),
  before: z.array(z.string()).optional(),
  after: z.array(z.string()).optional(),
});
const output = z.object({
  matches: z.array(match).describe('Lines that match; long ones are shown in part.'),
  files_searched: z.int(),
  files_skipped: z.int().describe('Binary, too large, or closed to this server.'),
  incomplete,
});

/** searchContent is the tool search_content. */
export function searchContent(roots: Roots): Tool<typeof input, typeof output> {
  return {
    name: 'search_content',
    title: 'Search in files',
    description:
      'Searches the lines of text files in a folder and all below it. Leaves out what .gitignore leaves out.',
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: false },
    run(args, call) {
      const finder = lineFinder({ ...args, caseSensitive: args.case_sensitive });
      const search = new ContentSearch(finder, {
        include: new Globs(args.include, 'include'),
        exclude: new Globs(args.exclude, 'exclude'),
        context: args.context_lines,
        most: args.max_results,
        ignored: args.include_ignored,
      });
      return search.through(roots.place(args.path), call);
    },
  };
}
